import type { EditRequest, EngineEvent } from '../../protocol/engine.ts';
import { EngineFailure } from '../../protocol/errors.ts';
import { type PaintedMask, readUserMask } from '../control/user-mask.ts';
import type { PaintedLatent } from '../editing/editor.ts';
import { type Draft, NO_DRAFT, draftStage } from './draft-stage.ts';
import type { EditContext } from './edit-context.ts';
import { type StageResult, encodeStage } from './encode-stage.ts';
import { invertStage, isInverted } from './invert-stage.ts';
import { editorOf, paintStage, settleRequest } from './paint-stage.ts';
import { findRemovalPlace, type RemovalPlace } from './removal-place.ts';
import type { EncodedPhoto, InvertedPhoto } from './stage-cache.ts';
import { hasWords } from '../../words/normalise-word.ts';
import { type EditWords, readWords } from './text-stage.ts';

/** An edit as a latent, and what led to it. */
export interface PaintedPhoto {
  readonly words: EditWords;
  /** The user's mask at the image's size. */
  readonly userMask: PaintedMask | null;
  readonly encoded: StageResult<EncodedPhoto>;
  readonly draft: Draft;
  /** Where a thing goes out by the words alone. */
  readonly removal: RemovalPlace | null;
  /** Null for an editor that does not invert, and for edits that need no inversion. */
  readonly inverted: StageResult<InvertedPhoto> | null;
  readonly painted: PaintedLatent;
  /** Of painting alone. */
  readonly seconds: number;
}

/** All of an edit but its decoding: encode, read the words, find what goes away, draft, invert where the editor starts from there, paint. Throws as `edit`. */
export async function* paintPhoto(
  context: EditContext,
  asked: EditRequest,
  signal: AbortSignal,
): AsyncGenerator<EngineEvent, PaintedPhoto, void> {
  const request = settleRequest(asked);
  const { runId, image, settings } = request;
  const userMask = request.mask ? readUserMask(request.mask, image.width, image.height) : null;
  if (!hasWords(request.source)) throw new EngineFailure('prompt/source-empty');
  if (!hasWords(request.target)) throw new EngineFailure('prompt/target-empty');

  const encoded = yield* encodeStage(context, request, signal);
  const { latent } = encoded.value;
  const words = await readWords(context, request);

  const removal = yield* findRemovalPlace(context, request, words, userMask, signal);
  const limit = removal?.limit ?? userMask;

  const { conditioning } = words.source;
  const editor = editorOf(request);
  const edit = { kind: words.kind, settings, userMask: limit };
  const inversion =
    editor.inverts && editor.needsNoInversion?.(edit) !== true
      ? { runId, image, source: request.source, settings, encoded: encoded.value, conditioning }
      : null;
  // A draft bridges the time of the inversion, and is made of the words: an emphasis is not in them.
  const isDrafted = context.previews && words.hasOtherWords && inversion !== null && !isInverted(context, inversion);
  const draft = isDrafted
    ? yield* draftStage(context, request, { words, userMask, trajectory: [latent] }, signal)
    : NO_DRAFT;
  const inverted = inversion && (yield* invertStage(context, inversion, signal));

  const start = context.clock();
  const trajectory = inverted?.value.trajectory ?? [latent];
  // Equal sentences without emphasis are the photo as the model has it, and cost nothing.
  const unchanged = { latent: inverted?.value.reconstructionLatent ?? latent, mask: null, maps: null, rows: 0 };
  const painted = words.isEdit
    ? yield* paintStage(
        context,
        request,
        { words, userMask: limit, trajectory, record: inverted?.value.record },
        signal,
      )
    : unchanged;
  return { words, userMask, removal, encoded, draft, inverted, painted, seconds: context.clock() - start };
}
