import type { Stage } from '../../../protocol/engine.ts';
import type { RunState } from '../../store/run-reducer.ts';

/** The share of a whole run that each stage takes, from and to. */
const SHARES = {
  open: [0, 0.02],
  encode: [0.02, 0.08],
  draft: [0.08, 0.2],
  invert: [0.2, 0.6],
  edit: [0.6, 0.94],
  decode: [0.94, 1],
} as const satisfies Record<Stage, readonly [number, number]>;

/** How much of a run is done, 0..1. */
export function measureProgress({ stage, step, steps }: Pick<RunState, 'stage' | 'step' | 'steps'>): number {
  if (stage === null) return 0;
  const [from, to] = SHARES[stage];
  return from + (to - from) * (steps > 0 ? Math.min(1, Math.max(0, step / steps)) : 0);
}
