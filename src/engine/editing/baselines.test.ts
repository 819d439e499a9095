import { describe, expect, it } from 'vitest';
import { meanSquare, subtract } from '../diffusion/arithmetic.ts';
import { createRandomGenerator } from '../diffusion/random.ts';
import { conditionOn, createMixtureScene } from '../inversion/testing/mixture-scene.ts';
import type { BaselineInputs } from './baseline.ts';
import { BASELINES } from './baselines.ts';
import { editByChord } from './chord-edit.ts';
import { editByNoising } from './sdedit.ts';

function createInputs(source: readonly number[], target: readonly number[]) {
  const scene = createMixtureScene(2);
  const inputs: BaselineInputs = {
    ...scene,
    timesteps: [999, 759, 499, 259],
    source: conditionOn(source),
    target: conditionOn(target),
    random: createRandomGenerator(1),
    signal: new AbortController().signal,
  };
  return { scene, inputs };
}

describe('baselines', () => {
  it.each(Object.entries(BASELINES))('%s reports the rows that it spends', async (_, { run }) => {
    const { scene, inputs } = createInputs([11], [12]);
    const { rows, latent } = await run(inputs);
    expect(rows).toBe(scene.denoiser.calls.predict);
    expect(latent.data.every(Number.isFinite)).toBe(true);
  });

  it('ChordEdit with equal words and no clean-up returns the photo exactly', async () => {
    const { scene, inputs } = createInputs([11], [11]);
    const { latent, rows } = await editByChord(inputs, { time: 0.9, delta: 0.15, noiseSamples: 2, cleanUpTime: null });
    expect(latent.data).toEqual(scene.clean.data);
    expect(rows).toBe(8);
  });

  it('ChordEdit moves with the words', async () => {
    const { scene, inputs } = createInputs([11], [12]);
    const { latent } = await editByChord(inputs);
    expect(meanSquare(subtract(latent, scene.clean))).toBeGreaterThan(0.01);
  });

  it('SDEdit strays further at a higher strength', async () => {
    const strayAt = async (strength: number): Promise<number> => {
      const { scene, inputs } = createInputs([11], [11]);
      return meanSquare(subtract((await editByNoising(inputs, strength)).latent, scene.clean));
    };
    expect(await strayAt(1)).toBeGreaterThan(await strayAt(0.25));
  });
});
