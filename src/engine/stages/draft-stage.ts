import type { EditRequest, EngineEvent, ThingMap } from '../../protocol/engine.ts';
import type { EditKind } from '../../words/edit-kind.ts';
import { CHORD_EDIT } from '../editing/chord-edit.ts';
import { finish, relay } from '../generators.ts';
import { checkCancelled } from '../cancellation.ts';
import { maxPool, type Raster } from '../control/raster.ts';
import { correctMask } from '../control/user-mask.ts';
import { compositeOnPhoto, enlargeMask, toPixelMask } from './composite.ts';
import type { EditContext } from './edit-context.ts';
import { findThing } from './locate-thing.ts';
import { createEditorInputs, type PaintInputs } from './paint-stage.ts';
import { toPixelImage } from './pixel-image.ts';

export interface Draft {
  readonly rows: number;
  readonly seconds: number;
}

export const NO_DRAFT: Draft = { rows: 0, seconds: 0 };

/** Paints drafts: it needs no inversion and few rows. */
const DRAFT_EDITOR = CHORD_EDIT;
/** Where the photo as it is comes nearer to the edit than a draft does, by the pairs of the benchmark (docs/editing.md). */
const NEARER_UNDRAFTED: ReadonlySet<EditKind> = new Set(['material']);

/**
 * What is looked at while the photo is inverted: where the edit will act, and a picture without inversion, one preview that is marked as a
 * draft, with the photo itself around the thing that the words are about. Nothing of it enters the edit.
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
  // The photo has been encoded, and that has been told.
  const found = await finish(findThing(context, request, signal));
  if (found.map !== null) yield { type: 'located', runId, map: found.map };
  if (NEARER_UNDRAFTED.has(inputs.words.kind)) return { rows: found.rows, seconds: clock() - start };
  const editorInputs = createEditorInputs(context, request, inputs, signal);
  const steps = DRAFT_EDITOR.steps(editorInputs.timesteps.length);
  const { latent, rows } = yield* relay(DRAFT_EDITOR.paint(editorInputs), function* ({ done }): Generator<EngineEvent> {
    yield { type: 'stage', runId, stage: 'draft', step: done, steps, cached: false };
  });
  checkCancelled(signal);
  const painted = toPixelImage(await models.autoencoder.preview(latent));
  const thing = found.map && enlargeMask(growThing(found.map), photo);
  const mask = inputs.userMask ? correctMask(thing, inputs.userMask) : thing;
  const image = mask ? compositeOnPhoto(photo, painted, toPixelMask(mask)) : painted;
  yield { type: 'preview', runId, step: 0, steps: settings.steps, image, draft: true };
  return { rows: found.rows + rows, seconds: clock() - start };
}

/** The cells of a thing and those around them: it ends somewhere within a cell. */
function growThing({ width, height, strength }: ThingMap): Raster {
  return maxPool({ width, height, data: Float32Array.from(strength, (value) => (value > 0 ? 1 : 0)) }, 1);
}
