import { expect, it } from 'vitest';
import { planPart, planWhole, type Extent } from '../../imaging/plan-extents.ts';
import type { EditRequest, EditResult, Result, ThingMap } from '../../protocol/engine.ts';
import type { CropRectangle } from '../../protocol/photo-work.ts';
import type { Photo } from '../photo/photo.ts';
import type { PaintedMask } from '../store/painted-mask.ts';
import { createEntry } from '../store/testing/history-entry.ts';
import { editPhoto, type EditPorts } from './edit-photo.ts';

const PACK: Extent = { width: 32, height: 32 };
const EXTENT: Extent = { width: 300, height: 200 };
const { photo: small, result } = createEntry('1', 'beach');

function createPixels() {
  return { ...PACK, data: new Uint8ClampedArray(4 * 32 * 32) };
}

function openedWhole(): Photo {
  const { crop } = planWhole(EXTENT, PACK);
  const file = new Blob(['wide']);
  return { ...small, file, widthPx: 300, heightPx: 200, crop, pixels: createPixels(), followsWords: true };
}

/** A thing in one cell of 30 x 30, by the place in the photo; null for words about the whole. */
function createPorts(thingAt: readonly [x: number, y: number] | null) {
  const asked: string[] = [];
  const images: EditRequest[] = [];
  const locate = (): ThingMap | null => {
    if (thingAt === null) return null;
    const { crop } = planWhole(EXTENT, PACK);
    const strength = new Uint8Array(900);
    const [x, y] = [(30 * (thingAt[0] - crop.x)) / crop.width, (30 * (thingAt[1] - crop.y)) / crop.height];
    strength[30 * Math.floor(y) + Math.floor(x)] = 255;
    return { width: 30, height: 30, strength };
  };
  const ports: EditPorts = {
    photos: {
      open: async (_, pack, part) => {
        asked.push(typeof part === 'string' ? part : 'part');
        const { crop } = planPart(part, EXTENT, pack);
        return { ok: true, value: { widthPx: 300, heightPx: 200, crop, pixels: createPixels(), colourLosses: [] } };
      },
    },
    engine: {
      locate: async () => (asked.push('locate'), { ok: true, value: locate() }),
      edit: async (request): Promise<Result<EditResult>> => {
        asked.push('edit');
        images.push(request);
        return { ok: true, value: result };
      },
    },
  };
  return { ports, asked, images };
}

const WORDS = {
  runId: 'run-1',
  source: 'a red ball',
  target: 'a blue ball',
  emphasis: {},
  settings: {} as EditRequest['settings'],
};

async function run(
  { ports }: ReturnType<typeof createPorts>,
  photo: Photo,
  mask: PaintedMask | null = null,
  isWanted = () => true,
) {
  const frames: CropRectangle[] = [];
  const listener = {
    isWanted,
    onFrame: (frame: CropRectangle) => void frames.push(frame),
    onEvent: () => undefined,
  };
  const answer = await editPhoto(ports, photo, WORDS, mask, listener);
  return { answer, frames, photo: answer.ok ? answer.value.photo : photo };
}

it('words about the whole change the photo as it was opened', async () => {
  const [photo, engine] = [openedWhole(), createPorts(null)];
  const made = await run(engine, photo);
  expect(made.photo).toBe(photo);
  expect(made.frames).toEqual([photo.crop]);
  expect(engine.asked).toEqual(['locate', 'edit']);
  expect(engine.images[0]?.image).toBe(photo.pixels);
});

it('words about a thing change a part about it, which is cut once, and so is the whole that it is looked for in', async () => {
  const [photo, engine] = [openedWhole(), createPorts([280, 100])];
  const first = await run(engine, photo);
  expect(first.photo.crop).toEqual({ x: 200, y: expect.closeTo(50, -1), width: 100, height: 100 });
  expect(first.frames).toEqual([first.photo.crop]);
  const again = await run(engine, first.photo);
  expect(again.photo).toBe(first.photo);
  const third = await run(engine, first.photo);
  expect(third.photo.pixels, 'as the engine knows it').toBe(first.photo.pixels);
  const other = createPorts(null);
  const scene = await run(other, first.photo);
  expect(scene.photo.pixels).toBe(photo.pixels);
  expect(scene.photo.crop).toEqual(photo.crop);
  const restored = await run(other, { ...first.photo, file: new Blob(['wide']) });
  expect(restored.photo.crop).toEqual(photo.crop);
  expect(other.asked).toEqual(['locate', 'edit', 'whole', 'locate', 'edit']);
  expect(engine.asked).toEqual(['locate', 'part', 'edit', 'locate', 'edit', 'locate', 'edit']);
});

it('the part holds what is painted about the thing; a limit takes the place of the thing', async () => {
  const dab = { kind: 'brush', radiusPx: 8, points: [60, 100] } as const;
  const mask = { marks: [dab], isLimit: false, feather: 0 };
  const { crop } = (await run(createPorts([200, 100]), openedWhole(), mask)).photo;
  expect(crop.x).toBeLessThan(52);
  expect(crop.x + crop.width).toBeGreaterThan(205);
  const limited = await run(createPorts([280, 100]), openedWhole(), { ...mask, isLimit: true });
  expect(limited.photo.crop.x + limited.photo.crop.width / 2).toBeCloseTo(60, -1);
  const tooWide = { ...mask, marks: [{ ...dab, points: [10, 100] }] };
  expect((await run(createPorts([290, 100]), openedWhole(), tooWide)).photo.crop).toEqual(openedWhole().crop);
});

it('a part that was chosen is edited whatever the words say, and nothing is looked for', async () => {
  const { followsWords: _words, ...whole } = openedWhole();
  const chosen = { ...whole, crop: { x: 3, y: 4, width: 120, height: 120 } };
  const engine = createPorts([280, 100]);
  expect((await run(engine, chosen)).photo).toBe(chosen);
  expect(engine.asked).toEqual(['edit']);
});

it('is not edited once it was stopped, and says what went wrong with the photo', async () => {
  const stopped = createPorts(null);
  const { answer } = await run(stopped, openedWhole(), null, () => false);
  expect(answer).toMatchObject({ ok: false, error: { code: 'run/cancelled' } });
  expect(stopped.asked).toEqual(['locate']);
  const gone = createPorts([280, 100]);
  gone.ports.photos.open = async () => ({ ok: false, problem: { code: 'photo/gone', parameters: { name: 'wide' } } });
  const failed = await run(gone, openedWhole());
  expect(failed.answer).toMatchObject({ ok: false, error: { code: 'run/failed' } });
  expect(JSON.stringify(failed.answer)).toContain('wide');
});
