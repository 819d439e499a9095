import type { EditRequest, EngineEvent, PixelImage } from '../../protocol/engine.ts';
import { checkCancelled } from '../cancellation.ts';
import { psnr } from '../metrics/psnr.ts';
import type { EditContext } from './edit-context.ts';
import { toTensor } from './pixel-image.ts';
import type { EncodedPhoto } from './stage-cache.ts';
import { type Hashable, stableHash } from './stable-hash.ts';

export interface StageResult<Value> {
  readonly value: Value;
  readonly cached: boolean;
  readonly seconds: number;
}

/** What identifies a photo in cache keys. */
export function photoKey(image: PixelImage): Hashable {
  return { width: image.width, height: image.height, pixels: image.data };
}

/** Photo to latent mean, and how well the autoencoder alone reproduces the photo. */
export async function encodePhoto(context: EditContext, image: PixelImage): Promise<StageResult<EncodedPhoto>> {
  const start = context.clock();
  const key = stableHash({ stage: 'encode', model: context.modelId, image: photoKey(image) });
  const known = context.cache.encode.get(key);
  if (known) return { value: known, cached: true, seconds: context.clock() - start };
  const photo = toTensor(image);
  const latent = await context.models.autoencoder.encode(photo);
  const decoded = await context.models.autoencoder.decode(latent);
  const value = { latent, psnrBound: psnr(photo, decoded) };
  context.cache.encode.set(key, value, latent.data.byteLength);
  return { value, cached: false, seconds: context.clock() - start };
}

/** The same as a stage of a run. Throws `run/cancelled`, before the photo is encoded and after. */
export async function* encodeStage(
  context: EditContext,
  { runId, image }: Pick<EditRequest, 'runId' | 'image'>,
  signal: AbortSignal,
): AsyncGenerator<EngineEvent, StageResult<EncodedPhoto>, void> {
  checkCancelled(signal);
  const encoded = await encodePhoto(context, image);
  yield { type: 'stage', runId, stage: 'encode', step: 0, steps: 1, cached: encoded.cached };
  checkCancelled(signal);
  return encoded;
}
