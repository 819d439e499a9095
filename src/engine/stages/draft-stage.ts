import type { EditRequest, EngineEvent } from '../../protocol/engine.ts';
import { CHORD_EDIT } from '../editing/chord-edit.ts';
import { relay } from '../generators.ts';
import { checkCancelled } from '../cancellation.ts';
import { keepUnpainted } from './composite.ts';
import type { EditContext } from './edit-context.ts';
import { createEditorInputs, type PaintInputs } from './paint-stage.ts';
import { toPixelImage } from './pixel-image.ts';

export interface Draft {
  readonly rows: number;
  readonly seconds: number;
}

export const NO_DRAFT: Draft = { rows: 0, seconds: 0 };

/** Paints drafts: it needs no inversion and few rows. */
const DRAFT_EDITOR = CHORD_EDIT;

/**
 * A picture without inversion, to look at while the photo is inverted: one preview, marked as a draft. Nothing of it enters the edit.
 * Throws `run/cancelled` when `signal` aborts.
 */
export async function* draftStage(
  context: EditContext,
  request: EditRequest,
  inputs: PaintInputs,
  signal: AbortSignal,
): AsyncGenerator<EngineEvent, Draft, void> {
  const { models, clock } = context;
  const { runId, image: photo, settings } = request;
  const start = clock();
  const editorInputs = createEditorInputs(context, request, inputs, signal);
  const steps = DRAFT_EDITOR.steps(editorInputs.timesteps.length);
  const { latent, rows } = yield* relay(DRAFT_EDITOR.paint(editorInputs), function* ({ done }): Generator<EngineEvent> {
    yield { type: 'stage', runId, stage: 'draft', step: done, steps, cached: false };
  });
  checkCancelled(signal);
  const image = keepUnpainted(photo, toPixelImage(await models.autoencoder.preview(latent)), inputs.userMask);
  yield { type: 'preview', runId, step: 0, steps: settings.steps, image, draft: true };
  return { rows, seconds: clock() - start };
}
