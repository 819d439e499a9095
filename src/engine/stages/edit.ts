import type { EditRequest, EditResult, EngineEvent, PixelImage, Stage } from '../../protocol/engine.ts';
import { guideMask } from '../control/guide-mask.ts';
import { correctMask } from '../control/user-mask.ts';
import { gatherWordMaps } from '../control/word-maps.ts';
import { compositeOnPhoto, toPixelMask } from './composite.ts';
import { findUnreadWords } from '../text/unread-words.ts';
import type { EditContext } from './edit-context.ts';
import { toInversionResult } from './invert-stage.ts';
import { matchSurroundings } from './match-surroundings.ts';
import { isUnfamiliar } from './is-unfamiliar.ts';
import { type PaintedPhoto, paintPhoto } from './paint-photo.ts';
import { settleRequest } from './paint-stage.ts';
import { toPixelImage } from './pixel-image.ts';

/**
 * Runs one edit: paints the latent (`paintPhoto`) and decodes it. Yields progress, returns the result.
 *
 * Throws an `EngineFailure`: `prompt/source-empty`, `prompt/target-empty`, or `run/cancelled` once `signal` aborts.
 */
export async function* edit(
  context: EditContext,
  request: EditRequest,
  signal: AbortSignal,
): AsyncGenerator<EngineEvent, EditResult, void> {
  const { runId, image } = request;
  const { settings } = settleRequest(request);
  const photo = yield* paintPhoto(context, request, signal);
  const { encoded, inverted, painted, draft, words } = photo;
  yield { type: 'stage', runId, stage: 'decode', step: 0, steps: 1, cached: false };
  const { seconds: decodeSeconds, ...pictures } = await decodePainting(context, image, photo);

  const { psnrBound } = encoded.value;
  const noiseEnergy = inverted?.value.summary.noiseEnergy ?? null;
  const cached: Stage[] = [];
  if (encoded.cached) cached.push('encode');
  if (inverted?.cached) cached.push('invert');
  const unreadFrom = findUnreadWords(words.source.tokenized, words.target.tokenized);
  return {
    runId,
    ...pictures,
    wordMaps: painted.maps && gatherWordMaps(painted.maps, words.source.tokenized, words.target.tokenized),
    ...(unreadFrom && { unreadFrom }),
    ...(painted.isRepainted && { isRepainted: painted.isRepainted }),
    inversion: inverted && toInversionResult(inverted.value),
    rows: { draft: draft.rows, invert: inverted?.value.rows ?? 0, edit: painted.rows + (photo.removal?.rows ?? 0) },
    seconds: {
      encode: encoded.seconds,
      draft: draft.seconds,
      invert: inverted?.seconds ?? 0,
      edit: photo.seconds,
      decode: decodeSeconds,
    },
    cached,
    psnrBound,
    isUnfamiliar: isUnfamiliar({ psnrBound, noiseEnergy }, settings, context.familiar),
  };
}

/** The edited picture: decoded, and blended with the photo by the mask where there is one. */
async function decodePainting(
  { models, clock }: EditContext,
  photo: PixelImage,
  { painted, inverted, userMask, removal }: PaintedPhoto,
): Promise<Pick<EditResult, 'image' | 'mask' | 'automaticMask'> & { readonly seconds: number }> {
  const start = clock();
  const isReconstruction = inverted?.value.reconstructionLatent === painted.latent;
  const decoded = isReconstruction
    ? inverted.value.reconstruction
    : toPixelImage(await models.autoencoder.decode(painted.latent));
  const automatic = removal?.automatic ?? (painted.mask && guideMask(painted.mask, photo, decoded));
  const blended = userMask ? correctMask(automatic, userMask) : automatic;
  const mask = blended && toPixelMask(blended);
  const shown = painted.isRepainted && blended ? matchSurroundings(photo, decoded, blended) : decoded;
  return {
    image: mask ? compositeOnPhoto(photo, shown, mask) : shown,
    mask,
    automaticMask: automatic && toPixelMask(automatic),
    seconds: clock() - start,
  };
}
