import { cellAt } from '../../protocol/cell-at.ts';
import type { EditRequest } from '../../protocol/edit-request.ts';
import type { EngineEvent, PhotoPlace, ThingCells } from '../../protocol/engine.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { toPixelMask } from './composite.ts';
import type { EditContext } from './edit-context.ts';
import { photoKey } from './encode-stage.ts';
import { noisePhoto } from './noise-photo.ts';
import { stableHash } from './stable-hash.ts';
import { readGuided } from './text-stage.ts';

/**
 * How alike the places of a photo are to one of them, as the model sees it: the cosine of what both attend to in self-attention, under a
 * little noise and with the words of the photo. Costs two rows, and nothing for another place of the same photo. Throws `run/cancelled` once
 * `signal` aborts.
 *
 * @returns null where the model's self-attention is not known
 */
export async function* likenPlaces(
  context: EditContext,
  request: EditRequest,
  place: PhotoPlace,
  signal: AbortSignal,
): AsyncGenerator<EngineEvent, ThingCells | null, void> {
  const attention = yield* attend(context, request, signal);
  if (attention === null) return null;
  const [places = 1, height = 1, width = 1] = attention.shape;
  const own = cellAt({ width, height }, place);
  const data = Float32Array.from({ length: places }, (_, other) => cosine(attention, own, other));
  return { width, height, strength: toPixelMask({ width, height, data }) };
}

async function* attend(
  context: EditContext,
  request: EditRequest,
  signal: AbortSignal,
): AsyncGenerator<EngineEvent, Tensor | null, void> {
  const { tokenized, conditioning } = await readGuided(context, request.source, request.settings.sourceGuidance);
  const { modelId: model, cache } = context;
  const { guidance } = conditioning;
  const key = stableHash({ stage: 'attend', model, image: photoKey(request.image), ids: tokenized.ids, guidance });
  const known = cache.attend.get(key);
  if (known) return known;
  const { noisy, timestep } = yield* noisePhoto(context, request, signal);
  const attention = await context.models.denoiser.selfAttention({ latent: noisy, conditioning }, timestep);
  if (attention !== null) cache.attend.set(key, attention, attention.data.byteLength);
  return attention;
}

/** Of two places' attention: 1 where they attend to the same places alike. */
function cosine({ data, shape: [places = 1] }: Tensor, a: number, b: number): number {
  let [dot, first, second] = [0, 0, 0];
  for (let i = 0; i < places; i++) {
    const [x, y] = [data[a * places + i] ?? 0, data[b * places + i] ?? 0];
    dot += x * y;
    first += x * x;
    second += y * y;
  }
  return dot / Math.sqrt(first * second);
}
