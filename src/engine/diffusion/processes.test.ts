/** Every process, inverted and sampled again, on a mixture whose score is exact. */
import { describe, expect, it } from 'vitest';
import { samplePlain } from '../editing/sample-plain.ts';
import { finish } from '../generators.ts';
import { INVERSIONS } from '../inversion/inversions.ts';
import { invertLatent } from '../inversion/invert.ts';
import { conditionOn, createMixtureScene, TIMESTEPS_ASCENDING } from '../inversion/testing/mixture-scene.ts';
import type { SolvedProcessId, InversionId } from '../../protocol/inversions.ts';
import { combine, meanAbsolute, subtract } from './arithmetic.ts';
import { undoEdict } from './edict.ts';
import { splitAncestral, noiseToSignal } from './euler-ancestral.ts';
import { CLEAN_LEVEL } from './noise-schedule.ts';
import type { LevelState } from './process.ts';
import { PROCESSES } from './processes.ts';
import { gaussianTensor } from './random.ts';
import { runStep } from './run-process.ts';

const { signal } = new AbortController();
const timesteps = TIMESTEPS_ASCENDING.toReversed();

async function goRound(inversion: InversionId, process: SolvedProcessId = 'ddim', words: readonly number[] = []) {
  const scene = createMixtureScene(3);
  const options = { ...scene, method: INVERSIONS[inversion], iterations: 60, process, signal };
  const inverted = await finish(invertLatent({ ...options, timesteps: TIMESTEPS_ASCENDING }));
  const { trajectory, record } = inverted;
  const start = trajectory.at(-1) ?? scene.clean;
  const conditioning = words.length === 0 ? scene.conditioning : conditionOn(words);
  const sampling = samplePlain({
    ...scene,
    conditioning,
    timesteps,
    start,
    record,
    isPhoto: words.length === 0,
    signal,
  });
  const { latent } = await finish(sampling);
  return { ...inverted, scene, error: meanAbsolute(subtract(latent, scene.clean)) };
}

describe('a photo is sampled back to z_0', () => {
  it.each([
    ['edict', 'ddim'],
    ['bdia', 'ddim'],
    ['edit-friendly', 'ddim'],
    ['direct-inversion', 'ddim'],
    ['fixed-point', 'ddim'],
    ['anderson', 'ancestral'],
  ] as const)('by %s along %s', async (inversion, process) => {
    const { error, trajectory } = await goRound(inversion, process);
    expect(error).toBeLessThan(1e-4);
    expect(trajectory).toHaveLength(TIMESTEPS_ASCENDING.length + 1);
  });

  it.each(['edict', 'bdia', 'edit-friendly', 'direct-inversion'] as const)(
    'by %s with its own words alone: others lead elsewhere',
    async (inversion) => {
      expect((await goRound(inversion, 'ddim', [12])).error).toBeGreaterThan(0.02);
    },
  );
});

it('a step of EDICT is undone from either turn', async () => {
  const { denoiser, schedule, clean, conditioning } = createMixtureScene(4);
  const predict = ({ sample, timestep }: { sample: typeof clean; timestep: number }) =>
    denoiser.predict(sample, timestep, conditioning);
  const start: LevelState = [clean, combine(0.9, clean, 0, clean)];
  for (const level of [2, 3]) {
    const index = timesteps.length - 1 - level;
    const { state } = await runStep(
      PROCESSES.edict.step({ schedule, timesteps, index, state: start, noise: null }),
      predict,
    );
    const [timestep = 0, next = CLEAN_LEVEL] = timesteps.slice(index);
    const back = await runStep(undoEdict(schedule, [timestep, next], state, level), predict);
    back.forEach((latent, i) => expect(meanAbsolute(subtract(latent, start[i] ?? clean))).toBeLessThan(1e-5));
  }
});

it('a step of Euler ancestral solves for y_t as the sampler of y = x / a has it', () => {
  const { schedule } = createMixtureScene(1);
  const { drift, noise, fresh } = PROCESSES.ancestral.inverse(schedule, 259, 499);
  const [from, to] = [noiseToSignal(schedule, 499), noiseToSignal(schedule, 259)];
  const { up, down } = splitAncestral(from, to);
  // y_prev = y + (down - from) eps + up n, solved for y, for y_prev = 1, eps = 2, n = 3.
  const previous = 1 * schedule.alphaAt(259);
  const point = drift * previous + noise * 2 + fresh * 3;
  expect(point / schedule.alphaAt(499) + (down - from) * 2 + up * 3).toBeCloseTo(1, 10);
});

it('DPM-Solver++ of order 2 comes nearer to the end of fine steps than DDIM by as many', async () => {
  const { denoiser, schedule, conditioning, random } = createMixtureScene(6);
  const start = gaussianTensor(denoiser.latentShape, random);
  const gridOf = (steps: number) => Array.from({ length: steps }, (_, i) => Math.round(3 + 996 * (1 - i / steps) ** 2));
  const sample = async (process: 'ddim' | 'dpm-solver', steps: number) => {
    const grid = gridOf(steps);
    const states = [...grid.map((): LevelState => [start]), [start] as const];
    const record = { process, states, noises: [] };
    const options = { denoiser, schedule, timesteps: grid, start, record, conditioning, signal };
    return (await finish(samplePlain(options))).latent;
  };
  const exact = await sample('ddim', 700);
  const errorOf = async (process: 'ddim' | 'dpm-solver', steps: number) =>
    meanAbsolute(subtract(await sample(process, steps), exact));
  for (const steps of [10, 20])
    expect(await errorOf('dpm-solver', steps)).toBeLessThan(0.5 * (await errorOf('ddim', steps)));
  expect(await sample('dpm-solver', 1)).toEqual(await sample('ddim', 1));
});
