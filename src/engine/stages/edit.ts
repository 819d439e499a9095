import type { EditRequest, EditResult, EngineEvent, Stage } from '../../protocol/engine.ts';
import { EngineFailure } from '../../protocol/errors.ts';
import { isControlActive, planControl } from '../control/attention-control.ts';
import { type ChangedWords, findChangedWords, namingPositions } from '../control/changed-words.ts';
import { classifyEdit } from '../control/edit-kind.ts';
import { correctMask, readUserMask, shrinkPaintedMask, type PaintedMask } from '../control/user-mask.ts';
import { gatherWordMaps } from '../control/word-maps.ts';
import { createRandomGenerator } from '../diffusion/random.ts';
import { checkCancelled } from '../cancellation.ts';
import { findUnknownWords } from '../../words/unknown-words.ts';
import { diffWords } from '../../words/word-diff.ts';
import { compositeOnPhoto, enlargeMask, keepUnpainted, toPixelMask } from './composite.ts';
import { NO_DRAFT, draftStage } from './draft-stage.ts';
import type { EditContext } from './edit-context.ts';
import { DEFAULT_TUNING, chooseBlend, chooseControl } from './edit-defaults.ts';
import { encodePhoto } from './encode-stage.ts';
import { invertStage, isInverted } from './invert-stage.ts';
import { isUnfamiliar } from './is-unfamiliar.ts';
import { toPixelImage } from './pixel-image.ts';
import { sampleEdit, type SampledEdit } from '../editing/sample-edit.ts';
import type { InvertedPhoto } from './stage-cache.ts';
import { type Prompt, readPrompt, readTarget } from './text-stage.ts';

/**
 * Runs one edit: encode, invert, sample the target beside the source, decode. Yields progress, returns the result.
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
  const { conditioning } = source;
  const toInvert = { runId, image, source: request.source, settings, encoded: encoded.value, conditioning };
  // Emphasis alone is not in the words that a draft is made of.
  const hasOtherWords = changes.some(({ kind }) => kind !== 'kept');
  const draft =
    context.previews && hasOtherWords && !isInverted(context, toInvert)
      ? yield* draftStage(context, request, { encoded: encoded.value, source, target, painted }, signal)
      : NO_DRAFT;
  const inverted = yield* invertStage(context, toInvert, signal);

  const editStart = context.clock();
  const inputs = { source, target, changed, painted, inverted: inverted.value };
  const sampled = yield* editStage(context, request, inputs, signal);
  const decodeStart = context.clock();
  yield { type: 'stage', runId, stage: 'decode', step: 0, steps: 1, cached: false };
  const automatic = sampled.mask && enlargeMask(sampled.mask, image);
  const blended = painted ? correctMask(automatic, painted) : automatic;
  const mask = blended && toPixelMask(blended);
  const decoded =
    sampled.rows === 0
      ? inverted.value.reconstruction
      : toPixelImage(await context.models.autoencoder.decode(sampled.latent));
  const end = context.clock();

  const { psnrBound } = encoded.value;
  const { noiseEnergy } = inverted.value.summary;
  const cached: Stage[] = [];
  if (encoded.cached) cached.push('encode');
  if (inverted.cached) cached.push('invert');
  return {
    runId,
    image: mask ? compositeOnPhoto(image, decoded, mask) : decoded,
    reconstruction: inverted.value.reconstruction,
    mask,
    automaticMask: automatic && toPixelMask(automatic),
    wordMaps: sampled.maps && gatherWordMaps(sampled.maps, source.tokenized, target.tokenized),
    inversion: inverted.value.summary,
    rows: { draft: draft.rows, invert: inverted.value.rows, edit: sampled.rows },
    seconds: {
      encode: encoded.seconds,
      draft: draft.seconds,
      invert: inverted.seconds,
      edit: decodeStart - editStart,
      decode: end - decodeStart,
    },
    cached,
    psnrReconstruction: inverted.value.psnr,
    psnrBound,
    isUnfamiliar: isUnfamiliar({ psnrBound, noiseEnergy }, settings, context.familiar),
    unknownWords: findUnknownWords(request.target, context.vocabulary.words),
  };
}

interface EditStageInputs {
  readonly source: Prompt;
  readonly target: Prompt;
  readonly changed: ChangedWords;
  /** The user's mask at the image's size. */
  readonly painted: PaintedMask | null;
  readonly inverted: InvertedPhoto;
}

/** Samples the target. Equal prompts without emphasis are the reconstruction and cost nothing. */
async function* editStage(
  context: EditContext,
  { runId, image, settings, emphasis }: EditRequest,
  { source, target, changed, painted, inverted }: EditStageInputs,
  signal: AbortSignal,
): AsyncGenerator<EngineEvent, SampledEdit, void> {
  const { steps } = settings;
  if (changed.source.length === 0 && changed.target.length === 0) {
    return { latent: inverted.reconstructionLatent, mask: null, maps: null, rows: 0 };
  }
  const kind = classifyEdit(source.tokenized, target.tokenized, changed, context.vocabulary);
  const tuning = context.tuning ?? DEFAULT_TUNING;
  const { crossReplace, selfReplace, localBlend, resetMean } = chooseControl(settings, kind, tuning);
  const [, , latentHeight = 0, latentWidth = 0] = context.models.denoiser.latentShape;
  const control = planControl({
    source: source.tokenized,
    target: target.tokenized,
    emphasis,
    steps,
    crossReplace,
    selfReplace,
  });
  const holdsLayout = control[0] !== undefined && isControlActive(control[0]);
  const run = sampleEdit({
    denoiser: context.models.denoiser,
    schedule: context.schedule,
    timesteps: context.timestepsFor(steps),
    trajectory: inverted.trajectory,
    conditioning: [source.conditioning, target.conditioning],
    control,
    blend: localBlend ? chooseBlend(settings, kind, tuning, holdsLayout) : null,
    painted: painted && shrinkPaintedMask(painted, latentWidth, latentHeight),
    resetMean,
    random: createRandomGenerator(settings.seed),
    sourcePositions: namingPositions(source.tokenized, changed.source),
    targetPositions: namingPositions(target.tokenized, changed.target),
    signal,
  });
  yield { type: 'stage', runId, stage: 'edit', step: 0, steps, cached: false };
  let next = await run.next();
  while (!next.done) {
    const { step, clean } = next.value;
    if (context.previews) {
      yield {
        type: 'preview',
        runId,
        step,
        steps,
        image: keepUnpainted(image, toPixelImage(await context.models.autoencoder.preview(clean)), painted),
        draft: false,
      };
    }
    if (step + 1 < steps) yield { type: 'stage', runId, stage: 'edit', step: step + 1, steps, cached: false };
    next = await run.next();
  }
  return next.value;
}
