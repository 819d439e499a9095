import { describe, expect, it } from 'vitest';
import type { EditSettings, EditResult, EngineEvent, PixelImage } from '../../protocol/engine.ts';
import { DEFAULT_EDITOR, EDITOR_IDS } from '../../protocol/editors.ts';
import { INVERSION_IDS, type InversionId, resolveInversion } from '../../protocol/inversions.ts';
import { EDITORS } from '../editing/editors.ts';
import { INVERSIONS } from '../inversion/inversions.ts';
import { drain } from '../testing/drain.ts';
import { psnr } from '../metrics/psnr.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { edit } from './edit.ts';
import type { EditContext } from './edit-context.ts';
import { DEFAULT_TUNING, blendFor } from '../editing/edit-defaults.ts';
import { toTensor } from './pixel-image.ts';
import { createRequest, createTabletop, isInSquare, paintScene } from './testing/tabletop.ts';

const SOURCE = 'a red square on sand';
const never = new AbortController().signal;

async function run(context: EditContext, ...request: Parameters<typeof createRequest>) {
  const { yielded, returned } = await drain<EngineEvent, EditResult>(edit(context, createRequest(...request), never));
  return { events: yielded, result: returned };
}

function spentRows({ denoiser }: ReturnType<typeof createTabletop>): number {
  return (
    denoiser.calls.predict +
    2 * denoiser.calls.gradient +
    2 * (denoiser.calls.controlled + denoiser.calls.mutual + denoiser.calls.injected)
  );
}

/** PSNR within the square and outside of it. */
function compare(image: PixelImage, truth: PixelImage): { readonly inside: number; readonly outside: number } {
  const inside = Float32Array.from({ length: image.width * image.height }, (_, i) =>
    isInSquare(i % image.width, Math.floor(i / image.width)) ? 1 : 0,
  );
  const outside = inside.map((value) => 1 - value);
  const [reference, edited] = [toTensor(truth), toTensor(image)];
  return { inside: psnr(reference, edited, inside), outside: psnr(reference, edited, outside) };
}

describe('an edit', () => {
  it('of a colour repaints the object and keeps the photo around it', async () => {
    const { context } = createTabletop();
    const { result } = await run(context, SOURCE, 'a blue square on sand');
    const truth = paintScene('blue', 'sand');
    const untouched = compare(paintScene('red', 'sand'), truth);
    const edited = compare(result.image, truth);
    expect(edited.inside).toBeGreaterThan(untouched.inside + 8);
    expect(edited.outside).toBeGreaterThan(30);
    expect(result.mask).toHaveLength(16 * 16);
    // Far from the square no pixel differs from the photo.
    const photo = paintScene('red', 'sand');
    expect(result.image.data.slice(4 * 14, 4 * 16)).toEqual(photo.data.slice(4 * 14, 4 * 16));
  });

  it('of a surface repaints all around the object, without a mask', async () => {
    const { context } = createTabletop();
    const { result } = await run(context, SOURCE, 'a red square on snow');
    const truth = paintScene('red', 'snow');
    const edited = compare(result.image, truth);
    expect(result.mask).toBeNull();
    expect(edited.outside).toBeGreaterThan(compare(paintScene('red', 'sand'), truth).outside + 8);
    expect(edited.inside).toBeGreaterThan(25);
  });

  it('with equal words is the reconstruction and costs no rows of its own', async () => {
    const { context } = createTabletop();
    const { result } = await run(context, SOURCE, 'A red square on sand.');
    expect(result.image).toEqual(result.inversion?.reconstruction);
    expect(result.rows.edit).toBe(0);
    expect(result.inversion?.psnrReconstruction).toBeGreaterThan(result.psnrBound - 1);
  });

  it('spends the rows that it reports', async () => {
    const tabletop = createTabletop();
    const { result } = await run(tabletop.context, SOURCE, 'a blue square on sand');
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
    const first = await run(tabletop.context, SOURCE, 'a blue square on sand');
    const before = spentRows(tabletop);
    const { result, events } = await run(tabletop.context, SOURCE, 'a red square on snow');
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
    await run(context, SOURCE, 'a blue square on sand');
    const { result } = await run(context, source, 'a blue square on sand', settings);
    expect(result.cached).toEqual(['encode']);
    expect(result.rows.invert).toBeGreaterThan(0);
  });

  it.each([{ targetGuidance: 2 }, { automatic: false, crossReplace: 0.8 }, { seed: 4 }])(
    'with %o keeps the inversion',
    async (settings) => {
      const { context } = createTabletop();
      await run(context, SOURCE, 'a blue square on sand');
      const { result } = await run(context, SOURCE, 'a blue square on sand', settings);
      expect(result.rows.invert).toBe(0);
    },
  );

  it('gives the same picture again', async () => {
    const fresh = await run(createTabletop().context, SOURCE, 'a blue square on sand');
    const { context } = createTabletop();
    await run(context, SOURCE, 'a red square on snow');
    const warm = await run(context, SOURCE, 'a blue square on sand');
    expect(warm.result.image).toEqual(fresh.result.image);
  });

  it('reports its stages in order and a preview after every step', async () => {
    const { context } = createTabletop();
    const { events } = await run(context, SOURCE, 'a blue square on sand');
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
    const free = await run(context, SOURCE, target, { ...settings, crossReplace: 0, selfReplace: 0 });
    const held = await run(context, SOURCE, target, { ...settings, crossReplace: 1, selfReplace: 1 });
    const photo = paintScene('red', 'sand');
    expect(compare(held.result.image, photo).inside).toBeGreaterThan(compare(free.result.image, photo).inside);
    expect(free.result.rows.edit).toBe(4);
    expect(held.result.rows.edit).toBe(8);
  });

  it.each(['attention', 'difference', 'product'] as const)('finds its mask by %s', async (evidence) => {
    const { context } = createTabletop();
    const tuning = { ...DEFAULT_TUNING, blendFor: () => ({ ...blendFor('colour'), evidence }) };
    const { result } = await run({ ...context, tuning }, SOURCE, 'a blue square on sand');
    const covered = (result.mask ?? new Uint8Array()).reduce((sum, value) => sum + value / 255, 0) / 256;
    // The square takes 36 of 256 pixels; the mask, with its soft edge, somewhat more.
    expect(covered).toBeGreaterThan(0.14);
    expect(covered).toBeLessThan(0.8);
    expect(compare(result.image, paintScene('blue', 'sand')).inside).toBeGreaterThan(15);
  });

  it('with fresh noise paints inside the mask by the seed, and outside keeps the photo', async () => {
    const { context } = createTabletop();
    const free = { automatic: false, crossReplace: 0, selfReplace: 0 };
    const paint = async (freshNoise: boolean, seed: number, settings: Partial<EditSettings> = {}) => {
      const tuning = { ...DEFAULT_TUNING, blendFor: () => ({ ...blendFor('colour'), freshNoise }) };
      return (await run({ ...context, tuning }, SOURCE, 'a blue square on sand', { seed, ...settings })).result.image;
    };
    expect(await paint(false, 2)).toEqual(await paint(false, 1));
    const [first, second] = [await paint(true, 1), await paint(true, 2)];
    expect(second).not.toEqual(first);
    for (const settings of [{ freedom: 0.4 }, free]) {
      expect(await paint(true, 2, settings)).toEqual(await paint(true, 1, settings));
    }
    expect(compare(second, paintScene('red', 'sand')).outside).toBeGreaterThan(30);
  });

  it('has versions by seed: others inside their masks, the photo byte by byte outside, and nothing is inverted twice', async () => {
    const { context } = createTabletop();
    const photo = paintScene('red', 'sand');
    const paint = async (seed: number, variation?: number) =>
      (await run(context, SOURCE, 'a blue square on sand', { seed, ...(variation && { variation }) })).result;
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
      expect(compare(seen[one] ?? photo, seen[other] ?? photo).inside).toBeLessThan(45);
    }
    expect((await paint(2)).image, 'without variation the seed is that of drafts alone').toEqual(plain.image);
    expect((await paint(2, 0.5)).image).toEqual(second.image);
  });

  it('varies all of the picture where the words are about all of it', async () => {
    const { context } = createTabletop();
    const paint = async (seed: number) =>
      (await run(context, SOURCE, 'a red square on snow', { seed, variation: 0.5 })).result.image;
    expect(compare(await paint(1), await paint(2)).outside).toBeLessThan(45);
  });

  it('says where each word acts: a colour on the object, a ground around it', async () => {
    const { context } = createTabletop();
    const { result } = await run(context, SOURCE, 'a blue square on sand');
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
    expect((await run(context, SOURCE, SOURCE)).result.wordMaps).toBeNull();
    const free = { automatic: false, crossReplace: 0, selfReplace: 0, localBlend: false };
    expect((await run(context, SOURCE, 'a blue square on sand', free)).result.wordMaps).toBeNull();
  });

  it('runs for an emphasised word though the words are equal', async () => {
    const { context } = createTabletop();
    const request = { ...createRequest(SOURCE, SOURCE), emphasis: { 1: 2 } };
    const { returned } = await drain<EngineEvent, EditResult>(edit(context, request, never));
    expect(returned.rows.edit).toBe(8);
  });

  it('needs words', async () => {
    const { context } = createTabletop();
    await expect(run(context, '  ', 'a')).rejects.toMatchObject({ error: { code: 'prompt/source-empty' } });
    await expect(run(context, 'a', '')).rejects.toMatchObject({ error: { code: 'prompt/target-empty' } });
  });

  it('works with every inversion method', async () => {
    for (const id of INVERSION_IDS) {
      const { iterations } = resolveInversion({ inversion: id });
      const settings = { inversion: id, iterations };
      const { result } = await run(createTabletop().context, SOURCE, 'a blue square on sand', settings);
      expect(result.inversion?.method).toBe(id);
      expect(compare(result.image, paintScene('blue', 'sand')).outside).toBeGreaterThan(25);
    }
  });
});

describe.each(EDITOR_IDS.filter((id) => id !== DEFAULT_EDITOR))('an edit by %s', (editor) => {
  it('repaints the object, and inverts only where the editor needs it', async () => {
    const tabletop = createTabletop();
    const { result, events } = await run(tabletop.context, SOURCE, 'a blue square on sand', { editor });
    const truth = paintScene('blue', 'sand');
    expect(compare(result.image, truth).inside).toBeGreaterThan(compare(paintScene('red', 'sand'), truth).inside);
    const { inverts } = EDITORS[editor];
    expect(result.inversion !== null).toBe(inverts);
    expect(result.rows.invert > 0).toBe(inverts);
    expect(result.rows.draft > 0).toBe(inverts);
    expect(events.some((event) => event.type === 'stage' && event.stage === 'invert')).toBe(inverts);
    expect(result.rows.draft + result.rows.invert + result.rows.edit).toBe(spentRows(tabletop));
  });

  it('with equal words is the photo as the model has it, and costs no rows of its own', async () => {
    const { context } = createTabletop();
    const { result } = await run(context, SOURCE, SOURCE, { editor });
    expect(result.rows.edit).toBe(0);
    // Two sign steps leave more of a residual than the methods that the others invert by.
    const loss = editor === 'rnri-released' ? 4 : 1;
    expect(psnr(toTensor(paintScene('red', 'sand')), toTensor(result.image))).toBeGreaterThan(result.psnrBound - loss);
  });
});

it('the edit of the released RNRI inverts two of the four steps and samples them again', async () => {
  const settings = { editor: 'rnri-released', seed: 3 } as const;
  const { result, events } = await run(createTabletop().context, SOURCE, 'a blue square on sand', settings);
  expect(result.inversion?.method).toBe('rnri-released');
  expect(result.inversion?.residuals.map(({ length }) => length)).toEqual([2, 2]);
  expect(result.rows).toMatchObject({ invert: 2 * 2 + 2, edit: 2 });
  const steps = events.flatMap((event) => (event.type === 'stage' && event.stage === 'invert' ? [event.step] : []));
  expect(steps).toEqual([0, 1]);
  // Its noises are recorded: another seed inverts anew.
  const { context } = createTabletop();
  await run(context, SOURCE, 'a blue square on sand', settings);
  expect((await run(context, SOURCE, 'a red square on snow', settings)).result.rows.invert).toBe(0);
  const other = await run(context, SOURCE, 'a red square on snow', { ...settings, seed: 4 });
  expect(other.result.rows.invert).toBe(6);
});

describe('an edit guided by the empty prompt', () => {
  const TARGET = 'a blue square on sand';
  const runGuided = async (targetGuidance: number) => {
    const tabletop = createTabletop();
    const { result } = await run({ ...tabletop.context, guidance: 'empty-prompt' }, SOURCE, TARGET, { targetGuidance });
    return { tabletop, result };
  };

  it('spends one row more in every step, and none while inverting', async () => {
    const plain = (await run(createTabletop().context, SOURCE, TARGET, { targetGuidance: 3 })).result;
    const { tabletop, result } = await runGuided(3);
    expect(result.rows.edit).toBe(plain.rows.edit + 4);
    expect(result.rows.invert).toBe(plain.rows.invert);
    expect(result.inversion?.reconstruction).toEqual(plain.inversion?.reconstruction);
    expect(result.rows.draft + result.rows.invert + result.rows.edit).toBe(spentRows(tabletop));
  });

  it('reads the photo under guidance where that is asked for, and gives it back', async () => {
    const settings = { inversion: 'fixed-point', iterations: 8, sourceGuidance: 2 } as const;
    const plain = (await run(createTabletop().context, SOURCE, TARGET, settings)).result;
    const tabletop = createTabletop();
    const { result } = await run({ ...tabletop.context, guidance: 'empty-prompt' }, SOURCE, TARGET, settings);
    expect(result.inversion?.rows).toBe(2 * (plain.inversion?.rows ?? 0));
    expect(result.rows.invert).toBe(2 * plain.rows.invert);
    expect(result.rows.draft + result.rows.invert + result.rows.edit).toBe(spentRows(tabletop));
    expect(result.inversion?.psnrReconstruction).toBeGreaterThan(result.psnrBound - 1);
    expect(result.inversion?.reconstruction).not.toEqual(plain.inversion?.reconstruction);
  });

  it('at scale 1 is the edit without guidance, byte by byte, for as many rows', async () => {
    const plain = (await run(createTabletop().context, SOURCE, TARGET)).result;
    const { result } = await runGuided(1);
    expect(result.image).toEqual(plain.image);
    expect(result.rows).toEqual(plain.rows);
  });

  it('is guided away from the words of the photo after negative-prompt inversion, and from no words after DDIM', async () => {
    const paint = async (inversion: InversionId, targetGuidance: number) => {
      const context = { ...createTabletop().context, guidance: 'empty-prompt' } as const;
      const settings = { inversion, targetGuidance, editor: 'no-control' } as const;
      return (await run(context, SOURCE, TARGET, settings)).result;
    };
    expect((await paint('negative-prompt', 1)).image).toEqual((await paint('ddim', 1)).image);
    const [negative, ddim] = [await paint('negative-prompt', 3), await paint('ddim', 3)];
    expect(negative.image).not.toEqual(ddim.image);
    expect(negative.rows).toEqual(ddim.rows);
  });

  it('follows the words further, and keeps the photo around them', async () => {
    const truth = paintScene('blue', 'sand');
    const weak = compare((await runGuided(1)).result.image, truth);
    const strong = compare((await runGuided(3)).result.image, truth);
    expect(strong.inside).not.toBe(weak.inside);
    expect(strong.outside).toBeGreaterThan(30);
  });
});

it('paints what is seen between the steps by the decoder for previews, and the result by the other', async () => {
  const { context } = createTabletop();
  const { autoencoder } = context.models;
  const counts = { preview: 0, decode: 0 };
  const counted = {
    ...autoencoder,
    preview: (latent: Tensor) => (counts.preview++, autoencoder.preview(latent)),
    decode: (latent: Tensor) => (counts.decode++, autoencoder.decode(latent)),
  };
  const models = { ...context.models, autoencoder: counted };
  const { events } = await run({ ...context, models }, SOURCE, 'a blue square on sand');
  expect(counts.preview).toBe(events.filter(({ type }) => type === 'preview').length);
  // The photo as the autoencoder has it, its reconstruction, and the result.
  expect(counts.decode).toBe(3);
});

describe('a draft', () => {
  const drafts = (events: readonly EngineEvent[]) =>
    events.flatMap((event) => (event.type === 'preview' && event.draft ? [event] : []));

  it('of other words is painted before the inversion begins, nearer to the edit than the photo is', async () => {
    const { events } = await run(createTabletop().context, SOURCE, 'a blue square on sand');
    const [draft] = drafts(events);
    const inversion = events.findIndex((event) => event.type === 'stage' && event.stage === 'invert');
    expect(events.findIndex((event) => event === draft)).toBeLessThan(inversion);
    const truth = paintScene('blue', 'sand');
    const guessed = compare(draft?.image ?? truth, truth).inside;
    expect(draft).toBeDefined();
    expect(guessed).toBeGreaterThan(compare(paintScene('red', 'sand'), truth).inside + 6);
  });

  it('leaves the photo around the thing that the words are about, and says where that is before it is painted', async () => {
    const { events } = await run(createTabletop().context, SOURCE, 'a blue square on sand');
    const [draft] = drafts(events);
    const located = events.findIndex(({ type }) => type === 'located');
    expect(located).toBeGreaterThan(-1);
    expect(located).toBeLessThan(events.findIndex((event) => event === draft));
    const photo = paintScene('red', 'sand');
    const corner = (image: PixelImage | undefined) => image?.data.subarray(0, 4);
    expect(corner(draft?.image)).toEqual(corner(photo));
    const scene = await run(createTabletop().context, SOURCE, 'a red square on snow');
    expect(scene.events.some(({ type }) => type === 'located')).toBe(false);
    expect(corner(drafts(scene.events)[0]?.image)).not.toEqual(corner(photo));
  });

  it('is not painted of a material, to which the photo is nearer; where it will change is said', async () => {
    const { context } = createTabletop();
    const vocabulary = { ...context.vocabulary, colours: [], materials: ['red', 'blue'] };
    const { events, result } = await run({ ...context, vocabulary }, SOURCE, 'a blue square on sand');
    expect(drafts(events)).toEqual([]);
    expect(events.filter(({ type }) => type === 'located')).toHaveLength(1);
    expect(result.rows.draft).toBe(2);
  });

  it('does not touch the edit', async () => {
    const { context } = createTabletop();
    const { result } = await run(createTabletop().context, SOURCE, 'a blue square on sand');
    const plain = await run({ ...context, previews: false }, SOURCE, 'a blue square on sand');
    expect(plain.result.rows.draft).toBe(0);
    expect(result.image).toEqual(plain.result.image);
  });

  it('is not painted for equal words, for an emphasis alone, nor once the photo is inverted', async () => {
    const { context } = createTabletop();
    const emphasised = { ...createRequest('a red square', 'a red square'), emphasis: { 1: 2 } };
    const { yielded } = await drain<EngineEvent, EditResult>(edit(context, emphasised, never));
    expect(drafts(yielded)).toEqual([]);
    expect(drafts((await run(context, SOURCE, SOURCE)).events)).toEqual([]);
    const { events, result } = await run(context, SOURCE, 'a blue square on sand');
    expect(drafts(events)).toEqual([]);
    expect(result.rows.draft).toBe(0);
  });
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
      const { result } = await run(tabletop.context, SOURCE, 'a blue square on sand');
      expect(result.cached).toEqual(stage === 'edit' ? ['encode', 'invert'] : ['encode']);
      const fresh = await run(createTabletop().context, SOURCE, 'a blue square on sand');
      expect(result.image).toEqual(fresh.result.image);
    },
  );
});
