import { describe, expect, it } from 'vitest';
import type { EditSettings, EditResult, EngineEvent } from '../../protocol/engine.ts';
import { DEFAULT_EDITOR, EDITOR_IDS } from '../../protocol/editors.ts';
import { INVERSION_IDS, resolveInversion } from '../../protocol/inversions.ts';
import { EDITORS } from '../editing/editors.ts';
import { INVERSIONS } from '../inversion/inversions.ts';
import { drain } from '../testing/drain.ts';
import { psnr } from '../metrics/psnr.ts';
import { edit } from './edit.ts';
import { DEFAULT_TUNING, blendFor } from '../editing/edit-defaults.ts';
import { toTensor } from './pixel-image.ts';
import { compareScenes, runEdit, spentRows } from './testing/run-edit.ts';
import { createRequest, createTabletop, isInSquare, paintScene } from './testing/tabletop.ts';

const SOURCE = 'a red square on sand';
const never = new AbortController().signal;

describe('an edit', () => {
  it('of a colour repaints the object and keeps the photo around it', async () => {
    const { context } = createTabletop();
    const { result } = await runEdit(context, SOURCE, 'a blue square on sand');
    const truth = paintScene('blue', 'sand');
    const untouched = compareScenes(paintScene('red', 'sand'), truth);
    const edited = compareScenes(result.image, truth);
    expect(edited.inside).toBeGreaterThan(untouched.inside + 8);
    expect(edited.outside).toBeGreaterThan(30);
    expect(result.mask).toHaveLength(16 * 16);
    // Far from the square no pixel differs from the photo.
    const photo = paintScene('red', 'sand');
    expect(result.image.data.slice(4 * 14, 4 * 16)).toEqual(photo.data.slice(4 * 14, 4 * 16));
  });

  it('of a surface repaints all around the object, without a mask', async () => {
    const { context } = createTabletop();
    const { result } = await runEdit(context, SOURCE, 'a red square on snow');
    const truth = paintScene('red', 'snow');
    const edited = compareScenes(result.image, truth);
    expect(result.mask).toBeNull();
    expect(edited.outside).toBeGreaterThan(compareScenes(paintScene('red', 'sand'), truth).outside + 8);
    expect(edited.inside).toBeGreaterThan(25);
  });

  it('with equal words is the reconstruction and costs no rows of its own', async () => {
    const { context } = createTabletop();
    const { result } = await runEdit(context, SOURCE, 'A red square on sand.');
    expect(result.image).toEqual(result.inversion?.reconstruction);
    expect(result.rows.edit).toBe(0);
    expect(result.inversion?.psnrReconstruction).toBeGreaterThan(result.psnrBound - 1);
  });

  it('spends the rows that it reports', async () => {
    const tabletop = createTabletop();
    const { result } = await runEdit(tabletop.context, SOURCE, 'a blue square on sand');
    expect(result.inversion?.rows).toBe(4 * INVERSIONS['gradient-secant'].rowsPerStep(1));
    // Four rows more sample the reconstruction.
    expect(result.rows.invert).toBe((result.inversion?.rows ?? 0) + 4);
    // Two find the square.
    expect(result.rows.draft).toBe(2 + 5);
    expect(result.rows.draft + result.rows.invert + result.rows.edit).toBe(spentRows(tabletop));
    expect(result.cached).toEqual([]);
  });

  it('to other words costs no inversion', async () => {
    const tabletop = createTabletop();
    const first = await runEdit(tabletop.context, SOURCE, 'a blue square on sand');
    const before = spentRows(tabletop);
    const { result, events } = await runEdit(tabletop.context, SOURCE, 'a red square on snow');
    expect(result.cached).toEqual(['encode', 'invert']);
    expect(result.rows.invert).toBe(0);
    expect(result.inversion?.rows).toBe(0);
    expect(result.inversion?.residuals).toEqual(first.result.inversion?.residuals);
    expect(spentRows(tabletop) - before).toBe(result.rows.edit);
    expect(events.filter(({ type }) => type === 'residual')).toEqual([]);
  });

  it.each([
    ['source words', 'a square on sand', {}],
    ['inversion method', SOURCE, { inversion: 'fixed-point' }],
    ['iterations', SOURCE, { iterations: 2 }],
    ['tolerance', SOURCE, { tolerance: 0.001 }],
    ['adjustment', SOURCE, { isAdjusted: true }],
    ['start', SOURCE, { start: 'predicted' }],
    ['number of steps', SOURCE, { steps: 3 }],
    ['source guidance', SOURCE, { sourceGuidance: 1.5 }],
  ] as const)('with another %s inverts anew, from the same latent', async (_, source, settings) => {
    const { context } = createTabletop();
    await runEdit(context, SOURCE, 'a blue square on sand');
    const { result } = await runEdit(context, source, 'a blue square on sand', settings);
    expect(result.cached).toEqual(['encode']);
    expect(result.rows.invert).toBeGreaterThan(0);
  });

  it.each([{ targetGuidance: 2 }, { automatic: false, crossReplace: 0.8 }, { seed: 4 }])(
    'with %o keeps the inversion',
    async (settings) => {
      const { context } = createTabletop();
      await runEdit(context, SOURCE, 'a blue square on sand');
      const { result } = await runEdit(context, SOURCE, 'a blue square on sand', settings);
      expect(result.rows.invert).toBe(0);
    },
  );

  it('gives the same picture again', async () => {
    const fresh = await runEdit(createTabletop().context, SOURCE, 'a blue square on sand');
    const { context } = createTabletop();
    await runEdit(context, SOURCE, 'a red square on snow');
    const warm = await runEdit(context, SOURCE, 'a blue square on sand');
    expect(warm.result.image).toEqual(fresh.result.image);
  });

  it('reports its stages in order and a preview after every step', async () => {
    const { context } = createTabletop();
    const { events } = await runEdit(context, SOURCE, 'a blue square on sand');
    const stages = events.flatMap((event) => (event.type === 'stage' ? [`${event.stage} ${event.step}`] : []));
    expect(stages).toEqual([
      'encode 0',
      'draft 1',
      'draft 2',
      'draft 3',
      'draft 4',
      'draft 5',
      'invert 0',
      'invert 1',
      'invert 2',
      'invert 3',
      'edit 0',
      'edit 1',
      'edit 2',
      'edit 3',
      'decode 0',
    ]);
    const previews = events.flatMap((event) => (event.type === 'preview' && !event.draft ? [event.step] : []));
    expect(previews).toEqual([0, 1, 2, 3]);
    expect(events.filter(({ type }) => type === 'residual')).toHaveLength(12);
  });

  it('with control and self injection in every step stays nearer to the source than without', async () => {
    const { context } = createTabletop();
    const settings = { automatic: false, localBlend: false };
    const target = 'a blue square on sand';
    const free = await runEdit(context, SOURCE, target, { ...settings, crossReplace: 0, selfReplace: 0 });
    const held = await runEdit(context, SOURCE, target, { ...settings, crossReplace: 1, selfReplace: 1 });
    const photo = paintScene('red', 'sand');
    expect(compareScenes(held.result.image, photo).inside).toBeGreaterThan(
      compareScenes(free.result.image, photo).inside,
    );
    expect(free.result.rows.edit).toBe(4);
    expect(held.result.rows.edit).toBe(8);
  });

  it.each(['attention', 'difference', 'product'] as const)('finds its mask by %s', async (evidence) => {
    const { context } = createTabletop();
    const tuning = { ...DEFAULT_TUNING, blendFor: () => ({ ...blendFor('colour'), evidence }) };
    const { result } = await runEdit({ ...context, tuning }, SOURCE, 'a blue square on sand');
    const covered = (result.mask ?? new Uint8Array()).reduce((sum, value) => sum + value / 255, 0) / 256;
    // The square takes 36 of 256 pixels; the mask, with its soft edge, somewhat more.
    expect(covered).toBeGreaterThan(0.14);
    expect(covered).toBeLessThan(0.8);
    expect(compareScenes(result.image, paintScene('blue', 'sand')).inside).toBeGreaterThan(15);
  });

  it('with fresh noise paints inside the mask by the seed, and outside keeps the photo', async () => {
    const { context } = createTabletop();
    const free = { automatic: false, crossReplace: 0, selfReplace: 0 };
    const paint = async (freshNoise: boolean, seed: number, settings: Partial<EditSettings> = {}) => {
      const tuning = { ...DEFAULT_TUNING, blendFor: () => ({ ...blendFor('colour'), freshNoise }) };
      return (await runEdit({ ...context, tuning }, SOURCE, 'a blue square on sand', { seed, ...settings })).result
        .image;
    };
    expect(await paint(false, 2)).toEqual(await paint(false, 1));
    const [first, second] = [await paint(true, 1), await paint(true, 2)];
    expect(second).not.toEqual(first);
    for (const settings of [{ freedom: 0.4 }, free]) {
      expect(await paint(true, 2, settings)).toEqual(await paint(true, 1, settings));
    }
    expect(compareScenes(second, paintScene('red', 'sand')).outside).toBeGreaterThan(30);
  });

  it('has versions by seed: others inside their masks, the photo byte by byte outside, and nothing is inverted twice', async () => {
    const { context } = createTabletop();
    const photo = paintScene('red', 'sand');
    const paint = async (seed: number, variation?: number) =>
      (await runEdit(context, SOURCE, 'a blue square on sand', { seed, ...(variation && { variation }) })).result;
    const [plain, first, second] = [await paint(1), await paint(1, 0.5), await paint(2, 0.5)];
    for (const version of [first, second]) {
      expect([version.rows.invert, version.rows.edit]).toEqual([0, plain.rows.edit]);
      const strayed = version.image.data.filter((value, i) => version.mask?.[i >> 2] === 0 && value !== photo.data[i]);
      expect(strayed).toHaveLength(0);
      expect(version.mask, 'there is an outside').toContain(0);
    }
    const seen = [plain, first, second].map(({ image }) => image);
    for (const [one, other] of [
      [0, 1],
      [1, 2],
    ] as const) {
      expect(compareScenes(seen[one] ?? photo, seen[other] ?? photo).inside).toBeLessThan(45);
    }
    expect((await paint(2)).image, 'without variation the seed is that of drafts alone').toEqual(plain.image);
    expect((await paint(2, 0.5)).image).toEqual(second.image);
  });

  it('varies all of the picture where the words are about all of it', async () => {
    const { context } = createTabletop();
    const paint = async (seed: number) =>
      (await runEdit(context, SOURCE, 'a red square on snow', { seed, variation: 0.5 })).result.image;
    expect(compareScenes(await paint(1), await paint(2)).outside).toBeLessThan(45);
  });

  it('says where each word acts: a colour on the object, a ground around it', async () => {
    const { context } = createTabletop();
    const { result } = await runEdit(context, SOURCE, 'a blue square on sand');
    const maps = result.wordMaps;
    expect(maps?.source.map(({ word }) => word)).toEqual(SOURCE.split(' '));
    expect(maps?.target.map(({ word }) => word)).toEqual(['a', 'blue', 'square', 'on', 'sand']);
    const contrast = (strength: Uint8Array | undefined): number => {
      const sums = [0, 0];
      strength?.forEach((value, i) => {
        const inside = isInSquare(2 * (i % 8), 2 * Math.floor(i / 8));
        sums[inside ? 1 : 0] = (sums[inside ? 1 : 0] ?? 0) + value / (inside ? 9 : 55);
      });
      return (sums[1] ?? 0) - (sums[0] ?? 0);
    };
    expect(contrast(maps?.source[1]?.strength)).toBeGreaterThan(100);
    expect(contrast(maps?.target[1]?.strength)).toBeGreaterThan(100);
    expect(contrast(maps?.target[4]?.strength)).toBeLessThan(-100);
  });

  it('has no word maps where no step ran both sentences', async () => {
    const { context } = createTabletop();
    expect((await runEdit(context, SOURCE, SOURCE)).result.wordMaps).toBeNull();
    const free = { automatic: false, crossReplace: 0, selfReplace: 0, localBlend: false };
    expect((await runEdit(context, SOURCE, 'a blue square on sand', free)).result.wordMaps).toBeNull();
  });

  it('runs for an emphasised word though the words are equal', async () => {
    const { context } = createTabletop();
    const request = { ...createRequest(SOURCE, SOURCE), emphasis: { 1: 2 } };
    const { returned } = await drain<EngineEvent, EditResult>(edit(context, request, never));
    expect(returned.rows.edit).toBe(8);
  });

  it('needs words', async () => {
    const { context } = createTabletop();
    await expect(runEdit(context, '  ', 'a')).rejects.toMatchObject({ error: { code: 'prompt/source-empty' } });
    await expect(runEdit(context, 'a', '')).rejects.toMatchObject({ error: { code: 'prompt/target-empty' } });
  });

  it('works with every inversion method', async () => {
    for (const id of INVERSION_IDS) {
      const { iterations } = resolveInversion({ inversion: id });
      const settings = { inversion: id, iterations };
      const { result } = await runEdit(createTabletop().context, SOURCE, 'a blue square on sand', settings);
      expect(result.inversion?.method).toBe(id);
      expect(compareScenes(result.image, paintScene('blue', 'sand')).outside).toBeGreaterThan(25);
    }
  });
});

describe.each(EDITOR_IDS.filter((id) => id !== DEFAULT_EDITOR))('an edit by %s', (editor) => {
  it('repaints the object, and inverts only where the editor needs it', async () => {
    const tabletop = createTabletop();
    const { result, events } = await runEdit(tabletop.context, SOURCE, 'a blue square on sand', { editor });
    const truth = paintScene('blue', 'sand');
    expect(compareScenes(result.image, truth).inside).toBeGreaterThan(
      compareScenes(paintScene('red', 'sand'), truth).inside,
    );
    const { inverts } = EDITORS[editor];
    expect(result.inversion !== null).toBe(inverts);
    expect(result.rows.invert > 0).toBe(inverts);
    expect(result.rows.draft > 0).toBe(inverts);
    expect(events.some((event) => event.type === 'stage' && event.stage === 'invert')).toBe(inverts);
    expect(result.rows.draft + result.rows.invert + result.rows.edit).toBe(spentRows(tabletop));
  });

  it('with equal words is the photo as the model has it, and costs no rows of its own', async () => {
    const { context } = createTabletop();
    const { result } = await runEdit(context, SOURCE, SOURCE, { editor });
    expect(result.rows.edit).toBe(0);
    // Two sign steps leave more of a residual than the methods that the others invert by.
    const loss = editor === 'rnri-released' ? 4 : 1;
    expect(psnr(toTensor(paintScene('red', 'sand')), toTensor(result.image))).toBeGreaterThan(result.psnrBound - loss);
  });
});

it('the edit of the released RNRI inverts two of the four steps and samples them again', async () => {
  const settings = { editor: 'rnri-released', seed: 3 } as const;
  const { result, events } = await runEdit(createTabletop().context, SOURCE, 'a blue square on sand', settings);
  expect(result.inversion?.method).toBe('rnri-released');
  expect(result.inversion?.residuals.map(({ length }) => length)).toEqual([2, 2]);
  expect(result.rows).toMatchObject({ invert: 2 * 2 + 2, edit: 2 });
  const steps = events.flatMap((event) => (event.type === 'stage' && event.stage === 'invert' ? [event.step] : []));
  expect(steps).toEqual([0, 1]);
  // Its noises are recorded: another seed inverts anew.
  const { context } = createTabletop();
  await runEdit(context, SOURCE, 'a blue square on sand', settings);
  expect((await runEdit(context, SOURCE, 'a red square on snow', settings)).result.rows.invert).toBe(0);
  const other = await runEdit(context, SOURCE, 'a red square on snow', { ...settings, seed: 4 });
  expect(other.result.rows.invert).toBe(6);
});

describe('a cancelled edit', () => {
  it.each(['draft', 'invert', 'edit'] as const)(
    'in the stage %s ends as run/cancelled and can be run again',
    async (stage) => {
      const tabletop = createTabletop();
      const controller = new AbortController();
      const events = edit(tabletop.context, createRequest(SOURCE, 'a blue square on sand'), controller.signal);
      const stopAt = async (): Promise<void> => {
        for await (const event of events) {
          if (event.type === 'stage' && event.stage === stage && event.step === 1) controller.abort();
        }
      };
      await expect(stopAt()).rejects.toMatchObject({ error: { code: 'run/cancelled' } });
      const { result } = await runEdit(tabletop.context, SOURCE, 'a blue square on sand');
      expect(result.cached).toEqual(stage === 'edit' ? ['encode', 'invert'] : ['encode']);
      const fresh = await runEdit(createTabletop().context, SOURCE, 'a blue square on sand');
      expect(result.image).toEqual(fresh.result.image);
    },
  );
});
