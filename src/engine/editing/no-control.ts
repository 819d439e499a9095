import { INVERSIONS } from '../inversion/inversions.ts';
import { invertLatent } from '../inversion/invert.ts';
import type { InversionMethod } from '../inversion/method.ts';
import { samplePlain } from './sample-plain.ts';
import { DEFAULT_INVERSION } from '../stages/edit-defaults.ts';
import type { BaselineInputs, BaselineResult } from './baseline.ts';

/** Invert with the source words by the pipeline's own method, sample with the target words, nothing between. */
export async function editWithoutControl(
  inputs: BaselineInputs,
  method: InversionMethod = INVERSIONS[DEFAULT_INVERSION],
): Promise<BaselineResult> {
  const { denoiser, schedule, timesteps, clean, source, target, signal } = inputs;
  const run = invertLatent({
    denoiser,
    schedule,
    method,
    iterations: method.defaultIterations,
    conditioning: source,
    clean,
    timesteps: timesteps.toReversed(),
    signal,
  });
  let next = await run.next();
  while (!next.done) next = await run.next();
  const start = next.value.trajectory.at(-1) ?? clean;
  const { latent, rows } = await samplePlain({ denoiser, schedule, timesteps, start, conditioning: target, signal });
  return { latent, rows: next.value.rows + rows };
}
