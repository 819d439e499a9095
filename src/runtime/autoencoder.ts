import type { Autoencoder } from '../engine/ports.ts';
import type { Graph } from '../engine/graph/graph.ts';
import { fixBorders } from '../engine/passes/fix-borders.ts';
import { settleShapes } from '../engine/passes/settle-shapes.ts';
import { LATENT_MEAN, takeLatentMean } from '../engine/passes/take-latent-mean.ts';
import { tensor, type Tensor } from '../engine/tensor/tensor.ts';
import type { PackManifest } from '../protocol/pack-manifest.ts';
import type { OutputCheck } from './output-check.ts';
import type { Session } from './session.ts';

/** The VAE encoder of any exporter, as `sample` -> `latent_mean`: encoding is deterministic. */
export function adaptEncoder(graph: Graph, channels: number): Graph {
  const input = { name: 'sample', dtype: 'float32' } as const;
  return fixBorders(takeLatentMean(graph, channels), { input, outputs: { [LATENT_MEAN]: LATENT_MEAN } });
}

/** The decoders' output. */
export const DECODED_IMAGE = 'image';

/** The VAE decoder of any exporter, as `latent_sample` -> `image`. */
export function adaptDecoder(graph: Graph): Graph {
  return fixBorders(graph, { input: { name: 'latent_sample', dtype: 'float32' }, outputs: { [DECODED_IMAGE]: null } });
}

interface Sizes {
  readonly image: PackManifest['image'];
  readonly latent: Pick<PackManifest['latent'], 'channels' | 'height' | 'width'>;
}

/** `adaptEncoder` for pictures of the pack's size, as its session takes it. */
export function staticEncoder(graph: Graph, { image, latent }: Sizes): Graph {
  return settleShapes(adaptEncoder(graph, latent.channels), [1, 3, image.height, image.width]);
}

/** `adaptDecoder` for latents of the pack's size. */
export function staticDecoder(graph: Graph, { latent }: Pick<Sizes, 'latent'>): Graph {
  return settleShapes(adaptDecoder(graph), [1, latent.channels, latent.height, latent.width]);
}

/** Checks of the outputs of both halves; `picture` compares the first decoded picture with the photo that was encoded. */
export interface AutoencoderChecks {
  readonly encoder: OutputCheck;
  readonly decoder: OutputCheck;
  picture(photo: Tensor, decoded: Tensor): void;
}

type LatentScale = Pick<PackManifest['latent'], 'scalingFactor' | 'shiftFactor'>;

/** An adapted decoder that runs. */
export interface OpenedDecoder {
  readonly session: Session;
  readonly check: OutputCheck;
}

/** Pictures by a decoder of its own, for the latents that the denoiser sees; it is opened for the first of them. */
export function createPreviewDecoder(
  open: () => Promise<OpenedDecoder>,
  scale: LatentScale,
): (latent: Tensor) => Promise<Tensor> {
  let opening: Promise<OpenedDecoder> | null = null;
  return async (latent) => {
    opening ??= open();
    const { session, check } = await opening;
    return clampPixels(check(await decodeScaled(session, latent, scale)));
  };
}

async function decodeScaled(
  session: Session,
  latent: Tensor,
  { scalingFactor, shiftFactor = 0 }: LatentScale,
): Promise<Tensor> {
  const unscaled = latent.data.map((value) => value / scalingFactor + shiftFactor);
  const { [DECODED_IMAGE]: image } = await session.run({ latent_sample: tensor(latent.shape, unscaled) }, [
    DECODED_IMAGE,
  ]);
  if (image === undefined) throw new RangeError('the VAE decoder has no output image');
  return image;
}

function sameNumbers(a: Tensor, b: Tensor): boolean {
  return a.data.length === b.data.length && a.data.every((value, i) => value === b.data[i]);
}

function clampPixels({ shape, data }: Tensor): Tensor {
  return tensor(
    shape,
    data.map((value) => Math.min(1, Math.max(-1, value))),
  );
}

/**
 * The VAE of a diffusers pack on two adapted sessions: z = (mean - shift) scalingFactor. Previews are decoded by `preview`, or
 * as the result.
 */
export function createAutoencoder(
  encoder: Session,
  decoder: Session,
  scale: LatentScale,
  checks: AutoencoderChecks,
  preview: ((latent: Tensor) => Promise<Tensor>) | null,
): Autoencoder {
  const { scalingFactor, shiftFactor = 0 } = scale;
  // The first picture decoded after a photo was encoded is that photo.
  let photo: Tensor | null = null;
  // Without a decoder for previews, the last step's preview is the result already.
  let last: { readonly latent: Tensor; readonly image: Tensor } | null = null;
  async function decode(latent: Tensor): Promise<Tensor> {
    if (last !== null && photo === null && sameNumbers(last.latent, latent)) return last.image;
    const image = await decodeScaled(decoder, latent, scale);
    checks.decoder(image);
    if (photo !== null) checks.picture(photo, image);
    photo = null;
    last = { latent, image: clampPixels(image) };
    return last.image;
  }
  return {
    decode,
    preview: preview ?? decode,
    async encode(image: Tensor): Promise<Tensor> {
      const { latent_mean: mean } = await encoder.run({ sample: image }, [LATENT_MEAN]);
      if (mean === undefined) throw new RangeError('the VAE encoder has no output latent_mean');
      photo = image;
      return tensor(
        mean.shape,
        checks.encoder(mean).data.map((value) => (value - shiftFactor) * scalingFactor),
      );
    },
  };
}
