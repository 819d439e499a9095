import type { EditRequest, EngineEvent } from '../../protocol/engine.ts';
import { createRandomGenerator } from '../diffusion/random.ts';
import { stepChord } from '../editing/chord-edit.ts';
import { checkCancelled } from '../cancellation.ts';
import type { PaintedMask } from '../control/user-mask.ts';
import { keepUnpainted } from './composite.ts';
import type { EditContext } from './edit-context.ts';
import { toPixelImage } from './pixel-image.ts';
import type { EncodedPhoto } from './stage-cache.ts';
import type { Prompt } from './text-stage.ts';

export interface DraftInputs {
  readonly encoded: EncodedPhoto;
  readonly source: Prompt;
  readonly target: Prompt;
  /** The user's mask at the image's size. */
  readonly painted: PaintedMask | null;
}

export interface Draft {
  readonly rows: number;
  readonly seconds: number;
}

export const NO_DRAFT: Draft = { rows: 0, seconds: 0 };

/**
 * A picture without inversion (ChordEdit), to look at while the photo is inverted: one preview, marked as a draft. Nothing of
 * it enters the edit. Throws `run/cancelled` when `signal` aborts.
 */
export async function* draftStage(
  { models, schedule, timestepsFor, clock }: EditContext,
  { runId, image: photo, settings }: EditRequest,
  { encoded, source, target, painted }: DraftInputs,
  signal: AbortSignal,
): AsyncGenerator<EngineEvent, Draft, void> {
  const start = clock();
  const run = stepChord({
    denoiser: models.denoiser,
    schedule,
    timesteps: timestepsFor(settings.steps),
    clean: encoded.latent,
    source: source.conditioning,
    target: target.conditioning,
    random: createRandomGenerator(settings.seed),
    signal,
  });
  let next = await run.next();
  while (!next.done) {
    const { row, rows } = next.value;
    yield { type: 'stage', runId, stage: 'draft', step: row, steps: rows, cached: false };
    next = await run.next();
  }
  checkCancelled(signal);
  const { latent, rows } = next.value;
  const image = keepUnpainted(photo, toPixelImage(await models.autoencoder.preview(latent)), painted);
  yield { type: 'preview', runId, step: 0, steps: settings.steps, image, draft: true };
  return { rows, seconds: clock() - start };
}
