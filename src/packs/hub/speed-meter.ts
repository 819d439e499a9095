export interface SpeedMeter {
  /** Notes the bytes done so far, and returns bytes a second over the last seconds; 0 while unknown. */
  note(doneBytes: number): number;
}

/** Long enough to be steady, short enough to notice another network. */
const WINDOW_SECONDS = 6;

/** Measures how fast bytes arrive, by a monotonic clock. */
export function createSpeedMeter(nowSeconds: () => number): SpeedMeter {
  let samples: { readonly at: number; readonly doneBytes: number }[] = [];
  return {
    note(doneBytes) {
      const at = nowSeconds();
      samples = [...samples.filter((sample) => at - sample.at <= WINDOW_SECONDS), { at, doneBytes }];
      const [first] = samples;
      return first === undefined || at === first.at ? 0 : (doneBytes - first.doneBytes) / (at - first.at);
    },
  };
}
