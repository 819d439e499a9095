import { expect, it } from 'vitest';
import type { EditRequest, EditResult, EngineEvent, UserMask } from '../../protocol/engine.ts';
import { drain } from '../testing/drain.ts';
import { edit } from './edit.ts';
import { spentRows } from './testing/run-edit.ts';
import { createRequest, createTabletop } from './testing/tabletop.ts';

const PIXELS = 16 * 16;
const REQUEST = createRequest('a red square and a blue square on sand', 'a blue square on sand');

async function run(changes: Partial<EditRequest> = {}, tabletop = createTabletop()) {
  const events = edit(tabletop.context, { ...REQUEST, ...changes }, new AbortController().signal);
  const { returned } = await drain<EngineEvent, EditResult>(events);
  return { result: returned, tabletop };
}

function paint(pixels: number, isLimit: boolean): UserMask {
  return { added: new Uint8Array(PIXELS).fill(255, 0, pixels), removed: new Uint8Array(PIXELS), isLimit };
}

it('is found for words that only take a thing away: painted anew there, without inversion, and no byte beside it changes', async () => {
  const { result, tabletop } = await run();
  expect(result.inversion).toBeNull();
  expect(result.isRepainted).toBe(true);
  // Two find the thing, and half of the steps paint.
  expect(result.rows).toEqual({ draft: 0, invert: 0, edit: 2 + 2 });
  expect(spentRows(tabletop)).toBe(2 + 2);
  expect([Math.min(...(result.mask ?? [])), Math.max(...(result.mask ?? []))]).toEqual([0, 255]);
  expect(result.automaticMask).toEqual(result.mask);
  const beside = [...REQUEST.image.data.keys()].filter((i) => result.mask?.[i >> 2] === 0);
  expect(beside.length).toBeGreaterThan(0);
  expect(beside.filter((i) => result.image.data[i] !== REQUEST.image.data[i])).toEqual([]);
});

it('is not looked for again when the seed changes', async () => {
  const { tabletop } = await run();
  const { result } = await run({ settings: { ...REQUEST.settings, seed: 7 } }, tabletop);
  expect(result.rows.edit).toBe(2);
});

it('is corrected by paint, and stays in the mask of the words what was found', async () => {
  const plain = await run();
  const { result } = await run({ mask: paint(4, false) });
  expect(result.isRepainted).toBe(true);
  expect(result.automaticMask).toEqual(plain.result.mask);
  expect(result.mask).toEqual(plain.result.mask?.map((value, i) => (i < 4 ? 255 : value)));
});

it.each<[string, Partial<EditRequest>, number]>([
  ['a limit that somebody painted', { mask: paint(64, true) }, 2],
  ['settings by hand', { settings: { ...REQUEST.settings, automatic: false } }, 8],
  ['another editor', { settings: { ...REQUEST.settings, editor: 'no-control' } }, 4],
])('is left to %s', async (_, changes, rows) => {
  const { result } = await run(changes);
  expect(result.rows.edit).toBe(rows);
});
