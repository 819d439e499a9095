/** In which of N steps attention control is on. Prompt-to-Prompt's rules (Hertz et al. 2022), as its programs round them. */
export interface ControlFractions {
  readonly steps: number;
  /** Part of the steps with cross-attention control, 0..1. */
  readonly crossReplace: number;
  /** Part of the steps with self-attention injection, 0..1. */
  readonly selfReplace: number;
}

/** Cross control is on in the first floor(fraction (N + 1)) steps: its table has N + 1 rows. */
export function isCrossControlled(step: number, steps: number, fraction: number): boolean {
  return step < Math.floor(fraction * (steps + 1));
}

/** Self injection is on in the first floor(fraction N) steps. */
export function isSelfInjected(step: number, steps: number, fraction: number): boolean {
  return step < Math.floor(fraction * steps);
}
