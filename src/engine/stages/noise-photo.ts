import type { EditRequest } from '../../protocol/edit-request.ts';
import type { EngineEvent } from '../../protocol/engine.ts';
import { at } from '../at.ts';
import { combine } from '../diffusion/arithmetic.ts';
import { createRandomGenerator, gaussianTensor } from '../diffusion/random.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { EditContext } from './edit-context.ts';
import { encodeStage } from './encode-stage.ts';

/** Things are looked for under the noise of the last of so many steps: below it attention is sharpest. */
const STEPS = 4;
/** A thing is where it is, whatever noise an edit of it draws. */
const SEED = 0;

export interface NoisyPhoto {
  readonly noisy: Tensor;
  readonly timestep: number;
}

/** The latent of the photo under a little noise, in which its attention is read. Throws `run/cancelled` once `signal` aborts. */
export async function* noisePhoto(
  context: EditContext,
  request: EditRequest,
  signal: AbortSignal,
): AsyncGenerator<EngineEvent, NoisyPhoto, void> {
  const { latent } = (yield* encodeStage(context, request, signal)).value;
  const timestep = at(context.timestepsFor(STEPS), STEPS - 1);
  const noise = gaussianTensor(latent.shape, createRandomGenerator(SEED));
  const { schedule } = context;
  return { noisy: combine(schedule.alphaAt(timestep), latent, schedule.sigmaAt(timestep), noise), timestep };
}
