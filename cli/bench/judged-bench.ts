import { type AttributeJudge, openAttributeJudge } from './attribute-judge.ts';
import { type Bench, type BenchOptions, withBench } from './options.ts';

/** `withBench` with the judge of pictures beside it. */
export function withJudgedBench<Result>(
  options: BenchOptions,
  task: (bench: Bench, judge: AttributeJudge) => Promise<Result>,
): Promise<Result> {
  return withBench(options, async (bench) => {
    const judge = await openAttributeJudge();
    try {
      return await task(bench, judge);
    } finally {
      await judge.release();
    }
  });
}
