/** Pictures between two photos, and one of several: their seeds are mixed, and their words where none are given. */
import type { EditSettings, EngineEvent, PixelImage } from '../../protocol/engine.ts';
import type { MixRequest, PhotoInWords, SeedPathId } from '../../protocol/mix-request.ts';
import { at } from '../at.ts';
import { combine, scale } from '../diffusion/arithmetic.ts';
import { withoutGuidance } from '../diffusion/classifier-free-guidance.ts';
import { samplePlain } from '../editing/sample-plain.ts';
import { finish } from '../generators.ts';
import type { Conditioning } from '../ports.ts';
import { SEED_CENTROIDS, SEED_PATHS, type SeedCentroidId } from '../seeds/mixtures.ts';
import { type MeaningLoss, selectSeed } from '../seeds/select-seed.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { EditContext } from './edit-context.ts';
import { invert, type InvertResult } from './invert-photo.ts';
import { toPixelImage } from './pixel-image.ts';
import { runTimesteps } from './run-timesteps.ts';
import { readGuided } from './text-stage.ts';

/** A seed, and the words that it is painted by. */
export interface Seed {
  readonly latent: Tensor;
  readonly conditioning: Conditioning;
}

/** Of a photo: it gives the photo back. */
export interface PhotoSeed extends Seed {
  /** z_0 of the photo. */
  readonly clean: Tensor;
}

export interface MixOptions {
  /** Words of every picture; those of the photos, mixed as their seeds are, where left out. */
  readonly target?: string | undefined;
  readonly settings: EditSettings;
  readonly signal: AbortSignal;
}

/** Pictures from the one photo to the other, each told as soon as it is painted. Throws `prompt/source-empty` or `run/cancelled`. */
export async function* mixPhotos(
  context: EditContext,
  { runId, photos, path, count, ...rest }: MixRequest,
  signal: AbortSignal,
): AsyncGenerator<EngineEvent, readonly PixelImage[], void> {
  const options = { ...rest, signal };
  const invertOne = ({ image, source }: PhotoInWords) =>
    invert(context, { runId, image, source, settings: options.settings }, signal);
  const [a, b] = photos;
  const ends = [
    await toSeed(context, a, yield* invertOne(a), options),
    await toSeed(context, b, yield* invertOne(b), options),
  ] as const;
  const pictures: PixelImage[] = [];
  for (const [index, seed] of (await seedsBetween(context, ends, { ...options, path, count })).entries()) {
    const image = await paintSeed(context, seed, options);
    pictures.push(image);
    yield { type: 'mixed', runId, index, image };
  }
  return pictures;
}

/** The noise that reproduces a photo. Throws `prompt/source-empty` or `run/cancelled`. */
export async function findSeed(context: EditContext, photo: PhotoInWords, options: MixOptions): Promise<PhotoSeed> {
  const { settings, signal } = options;
  const inverted = await finish(invert(context, { runId: 'seed', ...photo, settings }, signal));
  return toSeed(context, photo, inverted, options);
}

/** With the words as the photo was inverted by them: its seed gives the photo back. */
async function toSeed(
  context: EditContext,
  { source }: PhotoInWords,
  { trajectory }: InvertResult,
  { settings }: MixOptions,
): Promise<PhotoSeed> {
  const { conditioning } = await readGuided(context, source, settings.sourceGuidance);
  return { latent: at(trajectory, trajectory.length - 1), conditioning, clean: at(trajectory, 0) };
}

/** `count` >= 2 seeds from one to the other, both included. */
export async function seedsBetween(
  context: EditContext,
  [a, b]: readonly [Seed, Seed],
  { path, count, ...options }: MixOptions & { readonly path: SeedPathId; readonly count: number },
): Promise<readonly Seed[]> {
  const own = await readOwnWords(context, options);
  return SEED_PATHS[path](a.latent, b.latent, count).map((latent, index) => {
    const t = index / (count - 1);
    return { latent, conditioning: own ?? mixWords([a.conditioning, b.conditioning], [1 - t, t]) };
  });
}

/** The seed in the middle of several. */
export async function seedAmong(
  context: EditContext,
  seeds: readonly Seed[],
  { centroid, ...options }: MixOptions & { readonly centroid: SeedCentroidId },
): Promise<Seed> {
  const own = await readOwnWords(context, options);
  const conditioning =
    own ??
    mixWords(
      seeds.map((seed) => seed.conditioning),
      seeds.map(() => 1 / seeds.length),
    );
  return { latent: SEED_CENTROIDS[centroid](seeds.map((seed) => seed.latent)), conditioning };
}

/**
 * Moves a seed until its picture resembles those of others (SeedSelect); yields the loss before every move. Three UNet rows a step and move.
 * Throws `run/cancelled`.
 */
export async function* searchSeed(
  context: EditContext,
  { latent, conditioning: guided }: Seed,
  photos: readonly PhotoSeed[],
  {
    iterations,
    meaning,
    settings,
    signal,
  }: MixOptions & { readonly iterations: number; readonly meaning?: MeaningLoss },
): AsyncGenerator<number, Seed, void> {
  const conditioning = withoutGuidance(guided);
  const found = yield* selectSeed(latent, iterations, {
    denoiser: context.models.denoiser,
    schedule: context.schedule,
    timesteps: runTimesteps(context, settings),
    conditioning,
    wanted: SEED_CENTROIDS.mean(photos.map(({ clean }) => clean)),
    meaning,
    signal,
  });
  return { latent: found, conditioning };
}

/** The picture of a seed, by DDIM. Throws `run/cancelled`. */
export async function paintSeed(
  context: EditContext,
  { latent, conditioning }: Seed,
  { settings, signal }: MixOptions,
): Promise<PixelImage> {
  const { denoiser, autoencoder } = context.models;
  const { schedule } = context;
  const timesteps = runTimesteps(context, settings);
  const sampled = await finish(samplePlain({ denoiser, schedule, timesteps, start: latent, conditioning, signal }));
  return toPixelImage(await autoencoder.decode(sampled.latent));
}

async function readOwnWords(context: EditContext, { target, settings }: MixOptions): Promise<Conditioning | null> {
  return target === undefined ? null : (await readGuided(context, target, settings.targetGuidance)).conditioning;
}

/** Weighted sums of what the text says; weights sum to 1. */
function mixWords(words: readonly Conditioning[], weights: readonly number[]): Conditioning {
  const first = at(words, 0);
  const mix = (tensors: readonly Tensor[]) =>
    tensors
      .slice(1)
      .reduce((sum, one, i) => combine(1, sum, at(weights, i + 1), one), scale(at(weights, 0), at(tensors, 0)));
  return {
    ...first,
    hiddenStates: mix(words.map(({ hiddenStates }) => hiddenStates)),
    ...(first.added && {
      added: Object.fromEntries(
        Object.keys(first.added).map((name) => [name, mix(words.flatMap(({ added }) => added?.[name] ?? []))]),
      ),
    }),
  };
}
