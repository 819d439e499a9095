import { describe, expect, it } from 'vitest';
import type { EditResult, EngineEvent, PixelImage, UserMask } from '../../protocol/engine.ts';
import { drain } from '../testing/drain.ts';
import { psnr } from '../metrics/psnr.ts';
import { edit } from './edit.ts';
import type { EditContext } from './edit-context.ts';
import { toTensor } from './pixel-image.ts';
import { createRequest, createTabletop, isInSquare, paintScene } from './testing/tabletop.ts';

const SIZE = 16;
const SOURCE = 'a red square on sand';
const never = new AbortController().signal;

type Choose = (x: number, y: number) => boolean;

const nowhere: Choose = () => false;

function layer(choose: Choose): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: SIZE * SIZE }, (_, i) => (choose(i % SIZE, Math.floor(i / SIZE)) ? 255 : 0));
}

function maskOf(added: Choose, removed: Choose, isLimit = false): UserMask {
  return { added: layer(added), removed: layer(removed), isLimit };
}

async function run(context: EditContext, target: string, mask?: UserMask) {
  const request = { ...createRequest(SOURCE, target), ...(mask ? { mask } : {}) };
  const { yielded, returned } = await drain<EngineEvent, EditResult>(edit(context, request, never));
  return { events: yielded, result: returned };
}

/** Pixels that differ from the photo by any byte, among those chosen. */
function countChanged({ data }: PixelImage, choose: Choose): number {
  const photo = createRequest(SOURCE, SOURCE).image.data;
  let count = 0;
  for (let pixel = 0; pixel < SIZE * SIZE; pixel++) {
    const differs = [0, 1, 2, 3].some((channel) => data[4 * pixel + channel] !== photo[4 * pixel + channel]);
    if (differs && choose(pixel % SIZE, Math.floor(pixel / SIZE))) count++;
  }
  return count;
}

const inSquare: Choose = (x, y) => isInSquare(x, y);
const leftHalf: Choose = (x) => x < 7;
const rightHalf: Choose = (x) => x >= 7;

describe("the user's mask", () => {
  it('as a limit leaves every byte beyond the paint, and the edit within it', async () => {
    const { context } = createTabletop();
    const painted: Choose = (x) => x < 10;
    const { result } = await run(context, 'a blue square on sand', maskOf(painted, nowhere, true));
    expect(countChanged(result.image, (x, y) => !painted(x, y))).toBe(0);
    const square = Float32Array.from(layer(inSquare), (value) => value / 255);
    const truth = toTensor(paintScene('blue', 'sand'));
    const before = psnr(truth, toTensor(paintScene('red', 'sand')), square);
    expect(psnr(truth, toTensor(result.image), square)).toBeGreaterThan(before + 8);
  });

  it('may cut through what the words act on', async () => {
    const { context } = createTabletop();
    const { result } = await run(context, 'a blue square on sand', maskOf(leftHalf, nowhere, true));
    expect(countChanged(result.image, rightHalf)).toBe(0);
    expect(countChanged(result.image, (x, y) => leftHalf(x, y) && inSquare(x, y))).toBe(18);
  });

  it('limits an edit that has no mask of its own, in its previews too', async () => {
    const { context } = createTabletop();
    const { result, events } = await run(context, 'a red square on snow', maskOf(leftHalf, nowhere, true));
    expect(countChanged(result.image, rightHalf)).toBe(0);
    expect(countChanged(result.image, (x, y) => leftHalf(x, y) && !inSquare(x, y))).toBeGreaterThan(80);
    const previews = events.flatMap((event) => (event.type === 'preview' ? [event.image] : []));
    expect(previews).toHaveLength(5);
    for (const preview of previews) expect(countChanged(preview, rightHalf)).toBe(0);
  });

  it('keeps what was erased from the automatic mask, byte by byte', async () => {
    const { context } = createTabletop();
    const free = await run(context, 'a blue square on sand');
    const { result } = await run(context, 'a blue square on sand', maskOf(nowhere, rightHalf));
    expect(countChanged(free.result.image, rightHalf)).toBeGreaterThan(17);
    expect(countChanged(result.image, rightHalf)).toBe(0);
    expect(countChanged(result.image, (x, y) => leftHalf(x, y) && inSquare(x, y))).toBe(18);
    expect(result.automaticMask).not.toBeNull();
  });

  it('lets the edit in where the words do not act', async () => {
    const { context } = createTabletop();
    const corner: Choose = (x, y) => x >= 13 && y < 3;
    const free = await run(context, 'a blue square on sand');
    const { result } = await run(context, 'a blue square on sand', maskOf(corner, nowhere));
    expect(countChanged(free.result.image, corner)).toBe(0);
    expect(countChanged(result.image, corner)).toBeGreaterThan(7);
    expect(result.mask?.filter((_, i) => corner(i % SIZE, Math.floor(i / SIZE)))).toEqual(new Uint8Array(9).fill(255));
  });

  it('that lets everything in is no mask', async () => {
    const { context } = createTabletop();
    const target = 'a red square on snow';
    const { result } = await run(context, target, maskOf(inSquare, nowhere));
    expect(result.mask).toBeNull();
    expect(result.image).toEqual((await run(context, target)).result.image);
  });

  it('costs no inversion when it changes, and survives a change of the words', async () => {
    const { context } = createTabletop();
    await run(context, 'a blue square on sand');
    const limit = maskOf(leftHalf, nowhere, true);
    for (const target of ['a blue square on sand', 'a blue square on snow']) {
      const { result } = await run(context, target, limit);
      expect(result.rows.invert).toBe(0);
      expect(result.cached).toContain('invert');
      expect(countChanged(result.image, rightHalf)).toBe(0);
    }
  });

  it('keeps the photo beyond it even where the words are equal', async () => {
    const { context } = createTabletop();
    const { result } = await run(context, SOURCE, maskOf(leftHalf, nowhere, true));
    expect(countChanged(result.image, rightHalf)).toBe(0);
  });
});
