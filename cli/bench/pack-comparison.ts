import { combine } from '../../src/engine/diffusion/arithmetic.ts';
import { predictGuided } from '../../src/engine/diffusion/classifier-free-guidance.ts';
import { CLEAN_LEVEL } from '../../src/engine/diffusion/noise-schedule.ts';
import type { RandomGenerator } from '../../src/engine/diffusion/random.ts';
import type { SamplerId } from '../../src/engine/diffusion/sampler.ts';
import { SAMPLERS } from '../../src/engine/diffusion/samplers.ts';
import type { Conditioning } from '../../src/engine/ports.ts';
import type { Tensor } from '../../src/engine/tensor/tensor.ts';
import type { LoadedPack } from '../../src/runtime/load-pack.ts';
import type { PackReference } from './parse-pack-reference.ts';

/** Largest differences from diffusers, relative to the largest magnitude. */
export interface PackComparison {
  /** Whether token ids and timesteps are the same. */
  readonly sameTokens: boolean;
  readonly sameTimesteps: boolean;
  /** Hidden states, pooled embedding and time ids. */
  readonly text: number;
  /** Predicted noise of all steps, each from the reference's latent; guided where the model was not distilled. */
  readonly noise: number;
  /** Latents after each scheduler step, each from the reference's latent and prediction. */
  readonly scheduler: number;
  readonly encoded: number;
  readonly decoded: number;
  /** By the decoder for previews; null where the pack has none. */
  readonly preview: number | null;
}

/** Euler without fresh noise is DDIM, written for latents of another scale (Song et al. 2021, section 4.3). */
const SAMPLER_OF: Readonly<Record<string, SamplerId>> = {
  DDIMScheduler: 'ddim',
  EulerDiscreteScheduler: 'ddim',
  EulerAncestralDiscreteScheduler: 'euler-ancestral',
  LCMScheduler: 'lcm',
};

/** Runs an opened pack along diffusers' own run. */
export async function comparePack(runtime: LoadedPack, reference: PackReference): Promise<PackComparison> {
  const { text, autoencoder, scheduler } = runtime;
  const prompt = text.tokenize(reference.prompt);
  const encoded = await text.encode(prompt);
  const added = Object.entries(encoded.added ?? {}).map(([name, value]) => differ(value, reference.tensor(name)));
  const { timesteps, guidance } = reference;
  const empty = runtime.guidance === 'empty-prompt' ? await text.encode(text.tokenize('')) : undefined;
  const conditioning = { ...encoded, guidance, ...(empty === undefined ? {} : { empty }) };
  const steps = { noise: 0, scheduler: 0 };
  for (const step of timesteps.keys()) {
    const found = await compareStep(runtime, reference, conditioning, step);
    steps.noise = Math.max(steps.noise, found.noise);
    steps.scheduler = Math.max(steps.scheduler, found.scheduler);
  }
  return {
    sameTokens: String(prompt.ids) === String(reference.tokenIds[0]),
    sameTimesteps: String(scheduler.timestepsFor(timesteps.length)) === String(timesteps),
    text: Math.max(differ(encoded.hiddenStates, reference.tensor('hidden_states')), ...added),
    ...steps,
    encoded: differ(await autoencoder.encode(reference.tensor('picture')), reference.tensor('encoded')),
    decoded: differ(await autoencoder.decode(reference.tensor('latent')), reference.tensor('decoded')),
    preview:
      runtime.manifest.preview === undefined
        ? null
        : differ(await autoencoder.preview(reference.tensor('latent')), reference.tensor('previewed')),
  };
}

async function compareStep(
  { denoiser, scheduler: { schedule, prediction } }: LoadedPack,
  reference: PackReference,
  conditioning: Conditioning,
  step: number,
): Promise<Pick<PackComparison, 'noise' | 'scheduler'>> {
  const timestep = reference.timesteps[step] ?? CLEAN_LEVEL;
  const next = reference.timesteps[step + 1] ?? CLEAN_LEVEL;
  const sample = reference.tensor(`${step}/sample`);
  const guided = `${step}/guided`;
  const output = reference.tensor(reference.has(guided) ? guided : `${step}/output`);
  const noise =
    prediction === 'epsilon' ? output : combine(schedule.alphaAt(timestep), output, schedule.sigmaAt(timestep), sample);
  const predicted = await predictGuided(denoiser, sample, timestep, conditioning);
  const sampler = SAMPLER_OF[reference.scheduler];
  if (sampler === undefined) throw new RangeError(`no sampler for ${reference.scheduler}`);
  const fresh = reference.has(`fresh/${step}`) ? reference.tensor(`fresh/${step}`) : undefined;
  const random = replay(fresh);
  const stepped = SAMPLERS[sampler]({ schedule, sample, noise, timestep, next, random });
  const expected = reference.tensor(next === CLEAN_LEVEL ? 'latent' : `${step + 1}/sample`);
  return { noise: differ(predicted.noise, noise), scheduler: differ(stepped.sample, expected) };
}

/** A generator that hands out the normals that the reference drew. */
function replay(fresh: Tensor | undefined): RandomGenerator {
  let position = 0;
  return { uniform: () => 0, gaussian: () => fresh?.data[position++] ?? 0 };
}

function differ(found: Tensor, expected: Tensor): number {
  if (String(found.shape) !== String(expected.shape)) return Number.POSITIVE_INFINITY;
  const magnitude = expected.data.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-12);
  const difference = expected.data.reduce(
    (largest, value, i) => Math.max(largest, Math.abs(value - (found.data[i] ?? Number.NaN))),
    0,
  );
  // Math.max drops no NaN, but what is compared later would.
  return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference / magnitude;
}
