/**
 * A world small enough to compute in closed form: 16 x 16 pictures of a red or blue square on sand or snow, a linear autoencoder that
 * halves the size, a word tokenizer, and the Gaussian mixture of all four pictures as the denoiser.
 */
import type { EditRequest, EditSettings, PixelImage } from '../../../protocol/engine.ts';
import type { Autoencoder } from '../../ports.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { createNoiseSchedule } from '../../diffusion/noise-schedule.ts';
import { createRandomGenerator } from '../../diffusion/random.ts';
import { timestepsOf } from '../../diffusion/timestep-grids.ts';
import { createGaussianMixture } from '../../inversion/testing/gaussian-mixture.ts';
import { createWordTokenizer, tokenIdOf } from '../../text/testing/word-tokenizer.ts';
import type { EditContext } from '../edit-context.ts';
import { toPixelImage, toTensor } from '../pixel-image.ts';
import { createStageCache } from '../stage-cache.ts';

const IMAGE_SIZE = 16;
const LATENT_SIZE = 8;
const CHANNELS = 4;
const TOKENS = 16;
const WORDS = 'a the red blue square on sand snow and'.split(' ');
const COLOURS = { red: [0.8, -0.7, -0.7], blue: [-0.7, -0.6, 0.8] } as const;
const SURFACES = { sand: [0.5, 0.3, -0.2], snow: [0.8, 0.8, 0.9] } as const;

export type Colour = keyof typeof COLOURS;
export type Surface = keyof typeof SURFACES;

/** Pixels of the square: [4, 10) x [6, 12). */
export function isInSquare(x: number, y: number): boolean {
  return x >= 4 && x < 10 && y >= 6 && y < 12;
}

/** A picture with a little grain, so that no photo is a component's mean. */
export function paintScene(colour: Colour, surface: Surface, grain = 0.05): PixelImage {
  const random = createRandomGenerator(9);
  const data = new Float32Array(3 * IMAGE_SIZE * IMAGE_SIZE);
  data.forEach((_, i) => {
    const pixel = i % (IMAGE_SIZE * IMAGE_SIZE);
    const channel = Math.floor(i / (IMAGE_SIZE * IMAGE_SIZE));
    const inside = isInSquare(pixel % IMAGE_SIZE, Math.floor(pixel / IMAGE_SIZE));
    const paint = inside ? COLOURS[colour] : SURFACES[surface];
    data[i] = (paint[channel] ?? 0) + grain * random.gaussian();
  });
  return toPixelImage(tensor([1, 3, IMAGE_SIZE, IMAGE_SIZE], data));
}

/** Mean of 2 x 2 pixels to the first three channels; the fourth is empty. Decoding repeats pixels. */
const autoencoder: Autoencoder = {
  encode: async (image) => encode(image),
  decode: async (latent) => decode(latent),
  preview: async (latent) => decode(latent),
};

function decode({ data }: Tensor): Tensor {
  const pixels = new Float32Array(3 * IMAGE_SIZE * IMAGE_SIZE).map((_, i) => {
    const channel = Math.floor(i / (IMAGE_SIZE * IMAGE_SIZE));
    const x = (i % IMAGE_SIZE) >> 1;
    const y = Math.floor((i % (IMAGE_SIZE * IMAGE_SIZE)) / IMAGE_SIZE) >> 1;
    return Math.max(-1, Math.min(1, data[(channel * LATENT_SIZE + y) * LATENT_SIZE + x] ?? 0));
  });
  return tensor([1, 3, IMAGE_SIZE, IMAGE_SIZE], pixels);
}

function encode({ data }: Tensor): Tensor {
  const latent = new Float32Array(CHANNELS * LATENT_SIZE * LATENT_SIZE);
  data.forEach((value, i) => {
    const channel = Math.floor(i / (IMAGE_SIZE * IMAGE_SIZE));
    const x = (i % IMAGE_SIZE) >> 1;
    const y = Math.floor((i % (IMAGE_SIZE * IMAGE_SIZE)) / IMAGE_SIZE) >> 1;
    const at = (channel * LATENT_SIZE + y) * LATENT_SIZE + x;
    latent[at] = (latent[at] ?? 0) + value / 4;
  });
  return tensor([1, CHANNELS, LATENT_SIZE, LATENT_SIZE], latent);
}

export function createTabletop() {
  const schedule = createNoiseSchedule();
  const component = (colour: Colour, surface: Surface) => ({
    mean: encode(toTensor(paintScene(colour, surface, 0))),
    variance: 0.05,
    tokenIds: [tokenIdOf(WORDS, colour), tokenIdOf(WORDS, surface)],
  });
  const denoiser = createGaussianMixture(
    schedule,
    [component('red', 'sand'), component('blue', 'sand'), component('red', 'snow'), component('blue', 'snow')],
    TOKENS,
  );
  let seconds = 0;
  const context: EditContext = {
    modelId: 'tabletop',
    models: { denoiser, autoencoder, text: createWordTokenizer(WORDS, TOKENS) },
    guidance: 'none',
    schedule,
    timestepsFor: (steps) => timestepsOf('lcm', { steps }),
    vocabulary: {
      objects: ['square'],
      colours: ['red', 'blue'],
      materials: [],
      surfaces: ['on sand', 'on snow'],
      times: [],
      styles: [],
      synonyms: {},
      words: WORDS,
    },
    familiar: undefined,
    cache: createStageCache(),
    clock: () => seconds++,
    previews: true,
  };
  return { context, denoiser };
}

export const SETTINGS: EditSettings = {
  inversion: 'gradient-secant',
  steps: 4,
  iterations: 1,
  sourceGuidance: 1,
  targetGuidance: 1,
  automatic: true,
  crossReplace: 0.4,
  selfReplace: 0,
  localBlend: true,
  seed: 0,
};

export function createRequest(source: string, target: string, settings: Partial<EditSettings> = {}): EditRequest {
  return {
    runId: 'run',
    image: paintScene('red', 'sand'),
    source,
    target,
    emphasis: {},
    settings: { ...SETTINGS, ...settings },
  };
}
