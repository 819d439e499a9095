import type { EditRequest, EditResult, EngineEvent, Stage } from '../../protocol/engine.ts';
import { EngineFailure } from '../../protocol/errors.ts';
import { findChangedWords } from '../control/changed-words.ts';
import { correctMask, readUserMask } from '../control/user-mask.ts';
import { gatherWordMaps } from '../control/word-maps.ts';
import type { PaintedLatent } from '../editing/editor.ts';
import { checkCancelled } from '../cancellation.ts';
import { findUnknownWords } from '../../words/unknown-words.ts';
import { diffWords } from '../../words/word-diff.ts';
import { compositeOnPhoto, enlargeMask, toPixelMask } from './composite.ts';
import { NO_DRAFT, draftStage } from './draft-stage.ts';
import type { EditContext } from './edit-context.ts';
import { type StageResult, encodePhoto } from './encode-stage.ts';
import { type InvertStageInputs, invertStage, isInverted, toInversionResult } from './invert-stage.ts';
import { isUnfamiliar } from './is-unfamiliar.ts';
import { editorOf, paintStage } from './paint-stage.ts';
import { toPixelImage } from './pixel-image.ts';
import type { InvertedPhoto } from './stage-cache.ts';
import { readPrompt, readTarget } from './text-stage.ts';

/**
 * Runs one edit: encode, invert where the editor needs it, paint, decode. Yields progress, returns the result.
 *
 * Throws an `EngineFailure`: `prompt/source-empty`, `prompt/target-empty`, or `run/cancelled` once `signal` aborts.
 */
export async function* edit(
  context: EditContext,
  request: EditRequest,
  signal: AbortSignal,
): AsyncGenerator<EngineEvent, EditResult, void> {
  const { runId, image, settings } = request;
  const painted = request.mask ? readUserMask(request.mask, image.width, image.height) : null;
  if (request.source.trim() === '') throw new EngineFailure('prompt/source-empty');
  if (request.target.trim() === '') throw new EngineFailure('prompt/target-empty');

  checkCancelled(signal);
  const encoded = await encodePhoto(context, image);
  yield { type: 'stage', runId, stage: 'encode', step: 0, steps: 1, cached: encoded.cached };
  checkCancelled(signal);
  const source = await readPrompt(context, request.source, settings.sourceGuidance);
  const target = await readTarget(context, request.target, settings.targetGuidance);
  const changes = diffWords(source.tokenized, target.tokenized);
  const changed = findChangedWords(changes, request.emphasis);
  const words = { source, target, changed, painted };

  const inversion = editorOf(request).inverts
    ? { runId, image, source: request.source, settings, encoded: encoded.value, conditioning: source.conditioning }
    : null;
  // Emphasis alone is not in the words that a draft is made of.
  const hasOtherWords = changes.some(({ kind }) => kind !== 'kept');
  const draft =
    context.previews && hasOtherWords && inversion !== null && !isInverted(context, inversion)
      ? yield* draftStage(context, request, { ...words, trajectory: [encoded.value.latent] }, signal)
      : NO_DRAFT;
  const inverted = yield* invertWhereNeeded(context, inversion, signal);

  const paintStart = context.clock();
  const trajectory = inverted?.value.trajectory ?? [encoded.value.latent];
  const isEdit = changed.source.length > 0 || changed.target.length > 0;
  // Equal sentences without emphasis are the photo as the model has it, and cost nothing.
  const own = inverted?.value.reconstructionLatent ?? encoded.value.latent;
  const sampled: PaintedLatent = isEdit
    ? yield* paintStage(context, request, { ...words, trajectory }, signal)
    : { latent: own, mask: null, maps: null, rows: 0 };
  const decodeStart = context.clock();
  yield { type: 'stage', runId, stage: 'decode', step: 0, steps: 1, cached: false };
  const automatic = sampled.mask && enlargeMask(sampled.mask, image);
  const blended = painted ? correctMask(automatic, painted) : automatic;
  const mask = blended && toPixelMask(blended);
  const decoded =
    !isEdit && inverted
      ? inverted.value.reconstruction
      : toPixelImage(await context.models.autoencoder.decode(sampled.latent));
  const end = context.clock();

  const { psnrBound } = encoded.value;
  const noiseEnergy = inverted?.value.summary.noiseEnergy ?? null;
  const cached: Stage[] = [];
  if (encoded.cached) cached.push('encode');
  if (inverted?.cached) cached.push('invert');
  return {
    runId,
    image: mask ? compositeOnPhoto(image, decoded, mask) : decoded,
    mask,
    automaticMask: automatic && toPixelMask(automatic),
    wordMaps: sampled.maps && gatherWordMaps(sampled.maps, source.tokenized, target.tokenized),
    inversion: inverted && toInversionResult(inverted.value),
    rows: { draft: draft.rows, invert: inverted?.value.rows ?? 0, edit: sampled.rows },
    seconds: {
      encode: encoded.seconds,
      draft: draft.seconds,
      invert: inverted?.seconds ?? 0,
      edit: decodeStart - paintStart,
      decode: end - decodeStart,
    },
    cached,
    psnrBound,
    isUnfamiliar: isUnfamiliar({ psnrBound, noiseEnergy }, settings, context.familiar),
    unknownWords: findUnknownWords(request.target, context.vocabulary.words),
  };
}

/** Nothing for an editor that works on the photo's latent alone. */
async function* invertWhereNeeded(
  context: EditContext,
  inputs: InvertStageInputs | null,
  signal: AbortSignal,
): AsyncGenerator<EngineEvent, StageResult<InvertedPhoto> | null, void> {
  return inputs === null ? null : yield* invertStage(context, inputs, signal);
}
