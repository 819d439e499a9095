import type { ControlSpan } from '../../protocol/edit-request.ts';

/** In which of N steps attention control is on. Prompt-to-Prompt's rules (Hertz et al. 2022), as its programs round them. */
export interface ControlFractions {
  readonly steps: number;
  /** Part of the steps with cross-attention control, 0..1. */
  readonly crossReplace: number;
  /** Part of the steps with self-attention injection, 0..1. */
  readonly selfReplace: number;
}

/** Cross control is on in the first floor(fraction (N + 1)) steps, its table having N + 1 rows; of a pair from one such step to another. */
export function isCrossControlled(step: number, steps: number, span: ControlSpan): boolean {
  const [from, to] = typeof span === 'number' ? [0, span] : span;
  return step >= Math.floor(from * (steps + 1)) && step < Math.floor(to * (steps + 1));
}

/** Self injection is on in the first floor(fraction N) steps. */
export function isSelfInjected(step: number, steps: number, fraction: number): boolean {
  return step < Math.floor(fraction * steps);
}
