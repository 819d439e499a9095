/** The process that judges mutants, so that one that never ends, or takes all memory, ends this process alone. */
import { judge, type Verdict } from './judge.ts';
import { isTarget, TARGETS } from './targets.ts';

export interface FuzzOrder {
  readonly target: string;
  readonly seed: number;
  readonly from: number;
  /** Stops before it; and, with `milliseconds`, when they are over. */
  readonly end: number;
  readonly milliseconds: number;
}

/** What is told before and after each mutant. */
export type FuzzMessage = { readonly index: number; readonly verdict: Verdict | null };

const { target, seed, from, end, milliseconds } = JSON.parse(process.argv[2] ?? '{}') as FuzzOrder;
if (!isTarget(target)) throw new Error(`no target ${target}`);
const prepared = await TARGETS[target].prepare();
const started = performance.now();
const tell = (message: FuzzMessage): void => void process.send?.(message);
for (let index = from; index < end && performance.now() - started < milliseconds; index++) {
  tell({ index, verdict: null });
  tell({ index, verdict: await judge(prepared, seed, index) });
}
process.disconnect();
