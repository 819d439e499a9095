export interface PlotSize {
  readonly width: number;
  readonly height: number;
}

/** The largest and the smallest residual of a scale. */
export type ResidualRange = readonly [largest: number, smallest: number];

const LEAST_RESIDUAL = 1e-8;

/**
 * The residuals of all steps as one line, left to right, on a logarithmic scale from top (largest) to bottom (smallest): SVG points,
 * one group per step. A step with a single residual is a flat piece.
 *
 * @param stepCount how many steps there will be: those that are missing leave room
 * @param range the scale, where several plots share one
 */
export function plotResiduals(
  steps: readonly (readonly number[])[],
  { width, height }: PlotSize,
  stepCount = steps.length,
  range = rangeOf(steps),
): readonly string[] {
  const count = steps.flat().length;
  if (range === null || count === 0) return [];
  const [top, bottom] = range.map(logOf);
  const span = Math.max((top ?? 0) - (bottom ?? 0), 1e-6);
  const stepWidth = width / Math.max(stepCount, steps.length);
  return steps.flatMap((residuals, step) => {
    if (residuals.length === 0) return [];
    const logs = residuals.map(logOf);
    const heights = logs.length === 1 ? [...logs, ...logs] : logs;
    return heights
      .map((value, index) => {
        const x = stepWidth * (step + index / Math.max(1, heights.length - 1));
        const y = range[0] === range[1] ? height / 2 : (((top ?? 0) - value) / span) * height;
        return `${x.toFixed(1)},${y.toFixed(1)}`;
      })
      .join(' ');
  });
}

/** Of several plots on one scale; null where there are no residuals. */
export function rangeOf(steps: readonly (readonly number[])[]): ResidualRange | null {
  const all = steps.flat();
  return all.length === 0 ? null : [Math.max(...all), Math.min(...all)];
}

function logOf(residual: number): number {
  return Math.log10(Math.max(residual, LEAST_RESIDUAL));
}
