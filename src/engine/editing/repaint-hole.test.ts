import { describe, expect, it } from 'vitest';
import type { EditRequest, EditResult, EngineEvent } from '../../protocol/engine.ts';
import { edit } from '../stages/edit.ts';
import { createRequest, createTabletop, isInSquare } from '../stages/testing/tabletop.ts';
import { readWords } from '../stages/text-stage.ts';
import { tensor } from '../tensor/tensor.ts';
import { drain } from '../testing/drain.ts';
import { fillHole } from './repaint-hole.ts';

describe('a hole is filled from around it', () => {
  const SIZE = 12;
  const isHole = (i: number): boolean => i % SIZE > 2 && i % SIZE < 9 && i > 3 * SIZE && i < 9 * SIZE;
  const pixels = [...Array(SIZE * SIZE).keys()];
  const hole = { width: SIZE, height: SIZE, data: Float32Array.from(pixels, (i) => Number(isHole(i))) };

  it('as the plane goes on, which solves Laplace’s equation, whatever stands there', () => {
    const plane = pixels.map((i) => 0.3 * (i % SIZE) - 0.1 * Math.floor(i / SIZE));
    const photo = tensor(
      [1, 1, SIZE, SIZE],
      Float32Array.from(plane, (value, i) => (isHole(i) ? 9 : value)),
    );
    const filled = fillHole(photo, hole);
    for (const i of pixels) expect(filled.data[i]).toBeCloseTo(plane[i] ?? 0, 4);
  });

  it('with the mean where nothing is around', () => {
    const photo = tensor([1, 1, 1, 2], Float32Array.of(1, 3));
    expect([...fillHole(photo, { width: 2, height: 1, data: Float32Array.of(1, 1) }).data]).toEqual([2, 2]);
  });
});

describe('a thing that is marked and goes', () => {
  const request: EditRequest = createRequest('a red square on sand', 'on sand');
  const mask = {
    added: Uint8Array.from({ length: 256 }, (_, i) => (isInSquare(i % 16, i >> 4) ? 255 : 0)),
    removed: new Uint8Array(256),
    isLimit: true,
  };
  const run = async (settings: Partial<EditRequest['settings']> = {}, isLimit = true) => {
    const asked = { ...request, mask: { ...mask, isLimit }, settings: { ...request.settings, ...settings } };
    const { context } = createTabletop();
    return (await drain<EngineEvent, EditResult>(edit(context, asked, new AbortController().signal))).returned;
  };

  it('is painted over in half of the steps, one row each and without inversion, and nothing else changes', async () => {
    const { image, rows, isRepainted, inversion } = await run();
    expect([rows, isRepainted, inversion]).toEqual([{ draft: 0, invert: 0, edit: 2 }, true, null]);
    const photo = request.image.data;
    const changed = [...Array(256).keys()].filter((i) =>
      [0, 1, 2].some((c) => image.data[4 * i + c] !== photo[4 * i + c]),
    );
    expect(changed.every((i) => isInSquare(i % 16, i >> 4))).toBe(true);
    expect(changed.length).toBeGreaterThan(30);
  });

  it('has versions by its seed, and takes more steps the freer it is', async () => {
    const [first, second] = [await run({ seed: 1 }), await run({ seed: 2 })];
    expect(first.image).not.toEqual(second.image);
    expect([(await run({ freedom: 0 })).rows.edit, (await run({ freedom: 1 })).rows.edit]).toEqual([1, 4]);
  });

  it('is painted by the words of the place alone: those of the things that stay would paint them into the hole', async () => {
    const { context, denoiser } = createTabletop();
    const asked = {
      ...request,
      source: 'a red square and a blue square on sand',
      target: 'a blue square on sand',
      mask,
    };
    const words = await readWords(context, asked);
    expect(words.setting.tokenized.words.map(({ text }) => text)).toEqual(['on', 'sand']);
    const predicted: unknown[] = [];
    const predict: typeof denoiser.predict = (sample, timestep, conditioning) => {
      predicted.push(conditioning.hiddenStates);
      return denoiser.predict(sample, timestep, conditioning);
    };
    const models = { ...context.models, denoiser: { ...denoiser, predict } };
    await drain(edit({ ...context, models }, asked, new AbortController().signal));
    expect(predicted).toEqual([words.setting.conditioning.hiddenStates, words.setting.conditioning.hiddenStates]);
  });

  it('is edited as ever where the paint only adds', async () => {
    expect((await run({}, false)).rows.edit).toBeGreaterThan(2);
  });
});
