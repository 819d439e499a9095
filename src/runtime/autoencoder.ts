import type { Autoencoder } from '../engine/edit/ports.ts';
import { tensor, type Tensor } from '../engine/tensor/tensor.ts';
import type { Session } from './session.ts';

/**
 * The VAE of a diffusers pack on two sessions. The encoder returns the mean and the log-variance stacked on the channel axis
 * (`latent_parameters`, [1, 2C, h, w]); the mean is taken, so that encoding is deterministic.
 */
export function createAutoencoder(encoder: Session, decoder: Session, scalingFactor: number): Autoencoder {
  return {
    async encode(image: Tensor): Promise<Tensor> {
      const { latent_parameters: parameters } = await encoder.run({ sample: image }, ['latent_parameters']);
      if (parameters === undefined) throw new RangeError('the VAE encoder has no output latent_parameters');
      const [rows = 1, channels = 0, height = 0, width = 0] = parameters.shape;
      const mean = parameters.data.slice(0, parameters.data.length / 2).map((value) => value * scalingFactor);
      return tensor([rows, channels / 2, height, width], mean);
    },
    async decode(latent: Tensor): Promise<Tensor> {
      const unscaled = tensor(
        latent.shape,
        latent.data.map((value) => value / scalingFactor),
      );
      const { sample } = await decoder.run({ latent_sample: unscaled }, ['sample']);
      if (sample === undefined) throw new RangeError('the VAE decoder has no output sample');
      return tensor(
        sample.shape,
        sample.data.map((value) => Math.min(1, Math.max(-1, value))),
      );
    },
  };
}
