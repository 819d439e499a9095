import { at } from '../at.ts';
import type { Conditioning } from '../ports.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { CLEAN_LEVEL } from './noise-schedule.ts';
import type { NoiseQuery, ProcessStep, SamplingRecord } from './process.ts';

/** The two timesteps of a step: where it starts from, and `CLEAN_LEVEL` or the next. */
export function timestepsOf({ timesteps, index }: Pick<ProcessStep, 'timesteps' | 'index'>) {
  return { timestep: at(timesteps, index), next: timesteps[index + 1] ?? CLEAN_LEVEL };
}

/** What was recorded for a step, least noisy first, by its index from the noisiest. */
export function recordedNoise(noises: SamplingRecord['noises'], index: number): Tensor | null {
  return noises.length === 0 ? null : at(noises, noises.length - 1 - index);
}

/** Words as they are guided at a step: by what the inversion left for the empty prompt there, where the model is guided by one. */
export function recordedWords(words: Conditioning, record: SamplingRecord | undefined, index: number): Conditioning {
  const { empties } = record ?? {};
  if (empties === undefined || words.empty === undefined) return words;
  return { ...words, empty: at(empties, empties.length - 1 - index) };
}

/** Runs one step with `predict` for every point that it asks for. */
export async function runStep<Result>(
  run: Generator<NoiseQuery, Result, Tensor>,
  predict: (query: NoiseQuery) => Promise<Tensor>,
): Promise<Result> {
  let next = run.next();
  while (!next.done) next = run.next(await predict(next.value));
  return next.value;
}
