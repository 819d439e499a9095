import { describe, expect, it } from 'vitest';
import { meanSquare, subtract } from '../diffusion/arithmetic.ts';
import { createRandomGenerator } from '../diffusion/random.ts';
import { finish } from '../generators.ts';
import { INVERSIONS } from '../inversion/inversions.ts';
import { invertLatent } from '../inversion/invert.ts';
import { conditionOn, createMixtureScene, TIMESTEPS_ASCENDING } from '../inversion/testing/mixture-scene.ts';
import { SETTINGS } from '../stages/testing/tabletop.ts';
import { CHORD_EDIT, defineChordEdit } from './chord-edit.ts';
import { DEFAULT_TUNING } from './edit-defaults.ts';
import type { Editor, EditorInputs, EditorProgress } from './editor.ts';
import { DIFF_EDIT } from './diff-edit.ts';
import { EDITORS } from './editors.ts';
import { FLOW_EDIT } from './flow-edit.ts';
import { INF_EDIT, INF_EDIT_CONTROLLED, INF_EDIT_LAYOUT } from './inf-edit.ts';
import { defineTurboEdit } from './turbo-edit.ts';
import { defineSdedit } from './sdedit.ts';

const { signal } = new AbortController();
const TIMESTEPS = TIMESTEPS_ASCENDING.toReversed();

/** A prompt of token ids without words. */
function promptOf(ids: readonly number[]): EditorInputs['source'] {
  const conditioning = conditionOn(ids);
  return { tokenized: { ids: Array<number>(16).fill(0), words: [], truncated: false }, conditioning };
}

async function createInputs(editor: Editor, source: readonly number[], target: readonly number[]) {
  const scene = createMixtureScene(2);
  const { denoiser, schedule, clean } = scene;
  const invert = () =>
    invertLatent({
      denoiser,
      schedule,
      method: INVERSIONS.ddim,
      iterations: 1,
      start: 'previous',
      random: createRandomGenerator(1),
      conditioning: conditionOn(source),
      clean,
      timesteps: TIMESTEPS_ASCENDING,
      signal,
    });
  const trajectory = editor.inverts ? (await finish(invert())).trajectory : [clean];
  const inputs: EditorInputs = {
    denoiser,
    schedule,
    timesteps: TIMESTEPS,
    trajectory,
    source: promptOf(source),
    target: promptOf(target),
    setting: promptOf(target),
    changed: { source: [], target: [] },
    kind: 'other',
    emphasis: {},
    settings: { ...SETTINGS, automatic: false, crossReplace: 0, selfReplace: 0, localBlend: false },
    tuning: DEFAULT_TUNING,
    userMask: null,
    random: createRandomGenerator(1),
    signal,
  };
  return { scene, inputs };
}

describe.each(Object.entries(EDITORS))('the editor %s', (_, editor) => {
  it('reports the rows that it spends, and as many steps as it says', async () => {
    const { scene, inputs } = await createInputs(editor, [11], [12]);
    const spent = () => {
      const { predict, controlled, mutual, injected, unified } = scene.denoiser.calls;
      return predict + 2 * (controlled + mutual + injected) + 3 * unified;
    };
    const before = spent();
    const reported: EditorProgress[] = [];
    const { rows, latent } = await finish(editor.paint(inputs), (progress) => void reported.push(progress));
    expect(rows).toBe(spent() - before);
    expect(latent.data.every(Number.isFinite)).toBe(true);
    expect(reported.map(({ done }) => done)).toEqual(
      Array.from({ length: editor.steps(TIMESTEPS.length) }, (_, step) => step + 1),
    );
  });

  it('refuses a trajectory that is too short', async () => {
    const { inputs } = await createInputs(editor, [11], [12]);
    const trajectory = inputs.trajectory.slice(0, -1);
    await expect(finish(editor.paint({ ...inputs, trajectory }))).rejects.toThrow(RangeError);
  });

  it('stops when it is cancelled', async () => {
    const { inputs } = await createInputs(editor, [11], [12]);
    const run = finish(editor.paint({ ...inputs, signal: AbortSignal.abort() }));
    await expect(run).rejects.toMatchObject({ error: { code: 'run/cancelled' } });
  });
});

describe('ChordEdit', () => {
  it('with equal words and no clean-up returns the photo exactly', async () => {
    const editor = defineChordEdit({ time: 0.9, delta: 0.15, noiseSamples: 2, cleanUpTime: null });
    const { scene, inputs } = await createInputs(editor, [11], [11]);
    const { latent, rows } = await finish(editor.paint(inputs));
    expect(latent.data).toEqual(scene.clean.data);
    expect(rows).toBe(8);
  });

  it('moves with the words', async () => {
    const { scene, inputs } = await createInputs(CHORD_EDIT, [11], [12]);
    const { latent } = await finish(CHORD_EDIT.paint(inputs));
    expect(meanSquare(subtract(latent, scene.clean))).toBeGreaterThan(0.01);
  });
});

describe.each([
  ['TurboEdit at w = 1 without its clip', defineTurboEdit({ difference: 1, longest: Number.POSITIVE_INFINITY })],
  ['InfEdit', INF_EDIT],
  ['InfEdit with attention control', INF_EDIT_CONTROLLED],
  ['InfEdit with a layout row', INF_EDIT_LAYOUT],
  ['FlowEdit', FLOW_EDIT],
  ['DiffEdit', DIFF_EDIT],
])('%s', (_, editor) => {
  it('with equal words returns the photo', async () => {
    const { scene, inputs } = await createInputs(editor, [11], [11]);
    const { latent } = await finish(editor.paint(inputs));
    expect(Math.sqrt(meanSquare(subtract(latent, scene.clean)))).toBeLessThan(1e-5);
  });

  it('moves with the words', async () => {
    const { scene, inputs } = await createInputs(editor, [11], [12]);
    const { latent } = await finish(editor.paint(inputs));
    expect(meanSquare(subtract(latent, scene.clean))).toBeGreaterThan(0.001);
  });
});

it('TurboEdit goes further along the difference of the words the larger w is', async () => {
  const strayAt = async (difference: number): Promise<number> => {
    const editor = defineTurboEdit({ difference, longest: 15.5 });
    const { scene, inputs } = await createInputs(editor, [11], [12]);
    return meanSquare(subtract((await finish(editor.paint(inputs))).latent, scene.clean));
  };
  expect(await strayAt(2)).toBeGreaterThan(await strayAt(1));
});

it('DiffEdit leaves the photo alone outside its mask, which is where the words part', async () => {
  const { scene, inputs } = await createInputs(DIFF_EDIT, [11], [12]);
  const { latent, mask } = await finish(DIFF_EDIT.paint(inputs));
  const inside = mask?.data ?? new Float32Array();
  expect(new Set(inside)).toEqual(new Set([0, 1]));
  const outside = [...latent.data.keys()].filter((i) => inside[i % inside.length] === 0);
  expect(outside.map((i) => latent.data[i])).toEqual(outside.map((i) => scene.clean.data[i]));
});

it('InfEdit controls attention in the first of its steps, with a layout for a row more in each, and strays less then', async () => {
  const paint = async (editor: Editor) => {
    const { scene, inputs } = await createInputs(editor, [11], [12]);
    const { latent, rows } = await finish(editor.paint(inputs));
    const { controlled, unified } = scene.denoiser.calls;
    return { rows, controlled, unified, stray: meanSquare(subtract(latent, scene.clean)) };
  };
  const [plain, controlled] = [await paint(INF_EDIT), await paint(INF_EDIT_CONTROLLED)];
  expect(controlled.rows).toBe(plain.rows);
  // 0.7 of four steps.
  expect([plain.controlled, controlled.controlled]).toEqual([0, 3]);
  expect(controlled.stray).toBeLessThan(plain.stray);
  const layout = await paint(INF_EDIT_LAYOUT);
  expect(layout).toMatchObject({ controlled: 0, unified: 3, rows: 3 * 3 + 2 });
  expect(layout.stray).toBeLessThan(plain.stray);
});

it('SDEdit strays further at a higher strength', async () => {
  const strayAt = async (strength: number): Promise<number> => {
    const editor = defineSdedit({ strength });
    const { scene, inputs } = await createInputs(editor, [11], [11]);
    return meanSquare(subtract((await finish(editor.paint(inputs))).latent, scene.clean));
  };
  expect(await strayAt(1)).toBeGreaterThan(await strayAt(0.25));
});
