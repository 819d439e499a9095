import type { Autoencoder } from '../engine/edit/ports.ts';
import type { Graph } from '../engine/graph/graph.ts';
import { fixBorders } from '../engine/passes/fix-borders.ts';
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

/** The VAE decoder of any exporter, as `latent_sample` -> `image`. */
export function adaptDecoder(graph: Graph): Graph {
  return fixBorders(graph, { input: { name: 'latent_sample', dtype: 'float32' }, outputs: { image: null } });
}

/** What looks at the halves' outputs; `picture` compares the first decoded picture with the photo that was encoded. */
export interface AutoencoderChecks {
  readonly encoder: OutputCheck;
  readonly decoder: OutputCheck;
  picture(photo: Tensor, decoded: Tensor): void;
}

/** The VAE of a diffusers pack on two adapted sessions: z = (mean - shift) scalingFactor. */
export function createAutoencoder(
  encoder: Session,
  decoder: Session,
  { scalingFactor, shiftFactor = 0 }: Pick<PackManifest['latent'], 'scalingFactor' | 'shiftFactor'>,
  checks: AutoencoderChecks,
): Autoencoder {
  // The first picture decoded after a photo was encoded is that photo.
  let photo: Tensor | null = null;
  return {
    async encode(image: Tensor): Promise<Tensor> {
      const { latent_mean: mean } = await encoder.run({ sample: image }, [LATENT_MEAN]);
      if (mean === undefined) throw new RangeError('the VAE encoder has no output latent_mean');
      photo = image;
      return tensor(
        mean.shape,
        checks.encoder(mean).data.map((value) => (value - shiftFactor) * scalingFactor),
      );
    },
    async decode(latent: Tensor): Promise<Tensor> {
      const unscaled = latent.data.map((value) => value / scalingFactor + shiftFactor);
      const { image } = await decoder.run({ latent_sample: tensor(latent.shape, unscaled) }, ['image']);
      if (image === undefined) throw new RangeError('the VAE decoder has no output image');
      checks.decoder(image);
      if (photo !== null) checks.picture(photo, image);
      photo = null;
      return tensor(
        image.shape,
        image.data.map((value) => Math.min(1, Math.max(-1, value))),
      );
    },
  };
}
