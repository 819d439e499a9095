import { describe, expect, it } from 'vitest';
import { combine, meanAbsolute, meanSquare, subtract } from '../diffusion/arithmetic.ts';
import { samplePlain } from '../editing/sample-plain.ts';
import { inverseStepCoefficients } from './inverse-step.ts';
import { INVERSION_IDS, INVERSION_METHODS, type InversionStart, resolveInversion } from '../../protocol/inversions.ts';
import { finish } from '../generators.ts';
import { INVERSIONS } from './inversions.ts';
import { invertLatent } from './invert.ts';
import type { Inversion, InversionMethod, InversionProgress } from './method.ts';
import { drain } from '../testing/drain.ts';
import { conditionOn, TIMESTEPS_ASCENDING, createMixtureScene } from './testing/mixture-scene.ts';

const SCENES = [1, 2, 3, 4, 5, 6, 7, 8];
const never = new AbortController().signal;

async function invertScene(
  method: InversionMethod,
  iterations: number,
  seed: number,
  start: InversionStart = 'previous',
) {
  const scene = createMixtureScene(seed);
  const { returned } = await drain(
    invertLatent({ ...scene, method, iterations, start, timesteps: TIMESTEPS_ASCENDING, signal: never }),
  );
  return { scene, inversion: returned };
}

/** Root mean square error of sampling back, over all scenes. */
async function roundTripError(
  method: InversionMethod,
  iterations: number,
  startsAt: InversionStart = 'previous',
): Promise<number> {
  let sum = 0;
  for (const seed of SCENES) {
    const { scene, inversion } = await invertScene(method, iterations, seed, startsAt);
    const start = inversion.trajectory.at(-1) ?? scene.clean;
    const timesteps = TIMESTEPS_ASCENDING.toReversed();
    const { record } = inversion;
    const { latent: back } = await finish(
      samplePlain({ ...scene, timesteps, start, record, isPhoto: true, signal: never }),
    );
    sum += meanSquare(subtract(back, scene.clean));
  }
  return Math.sqrt(sum / SCENES.length);
}

/** Mean of the last residual of each step, over all scenes. */
async function lastResidual(method: InversionMethod, iterations: number): Promise<number> {
  let sum = 0;
  for (const seed of SCENES) {
    const { inversion } = await invertScene(method, iterations, seed);
    for (const step of inversion.residuals) sum += (step.at(-1) ?? 0) / inversion.residuals.length;
  }
  return sum / SCENES.length;
}

describe.each(INVERSION_IDS)('inversion by %s', (id) => {
  const method = INVERSIONS[id];
  const { iterations, start } = resolveInversion({ inversion: id });

  it('returns one level per timestep above the clean latent, all finite', async () => {
    const { scene, inversion } = await invertScene(method, iterations, 1);
    expect(inversion.trajectory).toHaveLength(TIMESTEPS_ASCENDING.length + 1);
    expect(inversion.trajectory[0]).toBe(scene.clean);
    expect(inversion.trajectory.every(({ data }) => data.every(Number.isFinite))).toBe(true);
  });

  it.each([1, 2, 3])('spends the rows that the table says, with %i iterations', async (count) => {
    const { scene, inversion } = await invertScene(method, count, 1);
    const { predict, gradient } = scene.denoiser.calls;
    expect(inversion.rows).toBe(method.rowsPerStep(count) * TIMESTEPS_ASCENDING.length);
    expect(predict + 2 * gradient).toBe(inversion.rows);
    expect(gradient > 0).toBe(INVERSION_METHODS[id].usesGradient);
  });

  it('counts its rows under guidance too, and is itself bit for bit at scale 1', async () => {
    const run = async (guidance: number, count = iterations) => {
      const scene = createMixtureScene(1);
      const conditioning = { ...conditionOn([12]), guidance, empty: conditionOn([]) };
      const inputs = { ...scene, conditioning, timesteps: TIMESTEPS_ASCENDING, signal: never };
      const inversion = await finish(invertLatent({ ...inputs, method, iterations: count, start }));
      const { predict, gradient } = scene.denoiser.calls;
      expect(inversion.rows).toBe(predict + 2 * gradient);
      return inversion;
    };
    const scene = { ...createMixtureScene(1), conditioning: conditionOn([12]) };
    const inputs = { ...scene, timesteps: TIMESTEPS_ASCENDING, signal: never };
    const unguided = await finish(invertLatent({ ...inputs, method, iterations, start }));
    expect((await run(1)).trajectory).toEqual(unguided.trajectory);
    const guided = await run(1.5, 1);
    // It leaves guidance to the sampling.
    const staysUnguided = method.kind === 'solver' && method.emptyFor !== undefined;
    expect(guided.rows > method.rowsPerStep(1) * TIMESTEPS_ASCENDING.length).toBe(!staysUnguided);
  });

  it('reports what it returns', async () => {
    const { scene } = await invertScene(method, iterations, 1);
    const timesteps = TIMESTEPS_ASCENDING;
    const run = invertLatent({ ...scene, method, iterations, start, timesteps, signal: never });
    const { yielded, returned } = await drain<InversionProgress, Inversion>(run);
    const gathered = TIMESTEPS_ASCENDING.map((_, step) =>
      yielded.flatMap(({ step: at, residual }) => (at === step && residual !== null ? [residual] : [])),
    );
    expect(gathered).toEqual(returned.residuals);
  });

  // The released program at four steps, on the latents of its sampler, does not (see below); EasyInv trades it for a calmer latent.
  it.skipIf(id === 'rnri-released' || id === 'easy-inv')(
    'leads back to the clean latent at least as well as DDIM inversion',
    async () => {
      const error = await roundTripError(method, iterations);
      expect(error).toBeLessThanOrEqual(await roundTripError(INVERSIONS.ddim, 1));
    },
  );

  it('stops with run/cancelled before the next evaluation', async () => {
    const scene = createMixtureScene(1);
    const controller = new AbortController();
    const run = invertLatent({
      ...scene,
      method,
      iterations,
      start,
      timesteps: TIMESTEPS_ASCENDING,
      signal: controller.signal,
    });
    await run.next();
    const spent = scene.denoiser.calls.predict + scene.denoiser.calls.gradient;
    controller.abort();
    await expect(drain(run)).rejects.toMatchObject({ error: { code: 'run/cancelled' } });
    expect(scene.denoiser.calls.predict + scene.denoiser.calls.gradient).toBe(spent);
  });
});

describe('inversion methods compared', () => {
  it('the fixed point converges to a root, and sampling from it returns the clean latent', async () => {
    expect(await lastResidual(INVERSIONS['fixed-point'], 60)).toBeLessThan(1e-5);
    expect(await roundTripError(INVERSIONS['fixed-point'], 60)).toBeLessThan(1e-4);
  });

  it('more fixed-point iterations leave smaller residuals', async () => {
    const [two, four, eight] = await Promise.all([2, 4, 8].map((n) => lastResidual(INVERSIONS['fixed-point'], n)));
    expect(four).toBeLessThan(two ?? 0);
    expect(eight).toBeLessThan(four ?? 0);
  });

  it('Anderson acceleration is ahead of the plain fixed point at the same rows', async () => {
    expect(await roundTripError(INVERSIONS.anderson, 8)).toBeLessThan(
      0.5 * (await roundTripError(INVERSIONS['fixed-point'], 8)),
    );
  });

  it.each(INVERSION_IDS.filter((id) => INVERSIONS[id].kind === 'solver'))(
    '%s beginning where the noise of the levels before points is not behind beginning at z_prev',
    async (id) => {
      const { iterations } = resolveInversion({ inversion: id });
      const predicted = await roundTripError(INVERSIONS[id], iterations, 'predicted');
      expect(predicted).toBeLessThan(1.01 * (await roundTripError(INVERSIONS[id], iterations, 'previous')));
    },
  );

  it('one secant step is ahead of the fixed point at the same rows in the smooth, noisier steps', async () => {
    const residualsAt = async (method: InversionMethod, iterations: number): Promise<number> => {
      const { scene, inversion } = await invertScene(method, iterations, 3);
      const noisier = inversion.trajectory.slice(1);
      let sum = 0;
      for (const [index, timestep] of TIMESTEPS_ASCENDING.entries()) {
        if (index === 0) continue;
        const { drift, noise } = inverseStepCoefficients(scene.schedule, TIMESTEPS_ASCENDING[index - 1] ?? 0, timestep);
        const point = noisier[index] ?? scene.clean;
        const prediction = await scene.denoiser.predict(point, timestep, scene.conditioning);
        const image = combine(drift, noisier[index - 1] ?? scene.clean, noise, prediction);
        sum += meanAbsolute(subtract(image, point));
      }
      return sum;
    };
    const secant = await residualsAt(INVERSIONS['gradient-secant'], 1);
    expect(secant).toBeLessThan(await residualsAt(INVERSIONS['fixed-point'], 4));
  });

  it('the released sign step is ahead of DDIM inversion on scaled latents, and behind it on those of its sampler', async () => {
    const ddim = await roundTripError(INVERSIONS.ddim, 1);
    expect(await roundTripError(INVERSIONS['rnri-sign'], 2)).toBeLessThan(ddim);
    expect(await roundTripError(INVERSIONS['rnri-released'], 2)).toBeGreaterThan(ddim);
  });

  it('RNRI by eq. 8, the last point evaluated, is ahead of the slopes floored', async () => {
    expect(await roundTripError(INVERSIONS.rnri, 2)).toBeLessThan(await roundTripError(INVERSIONS['rnri-floored'], 2));
  });
});
