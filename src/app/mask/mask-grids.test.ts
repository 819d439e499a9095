import { expect, it } from 'vitest';
import type { Photo } from '../photo/photo.ts';
import { createEntry } from '../store/testing/history-entry.ts';
import { layOver } from './lay-over.ts';
import { editedGrid, paintableGrid } from './mask-grids.ts';

const { photo: small } = createEntry('1', 'beach');
const pixels = { width: 4, height: 4, data: new Uint8ClampedArray(64) };
const part: Photo = { ...small, widthPx: 30, heightPx: 20, crop: { x: 20, y: 5, width: 10, height: 10 }, pixels };

it('is the part that the user chose, or the whole photo where the words choose', () => {
  expect(paintableGrid(part)).toEqual({ crop: part.crop, width: 4, height: 4 });
  const grid = { crop: { x: 0, y: 0, width: 30, height: 20 }, width: 8, height: 5 };
  expect(paintableGrid({ ...part, followsWords: true })).toEqual(grid);
});

it('shows what acts in the part where the part lies', () => {
  const acts = new Uint8Array(16).fill(200);
  const grid = { crop: { x: 0, y: 0, width: 30, height: 20 }, width: 6, height: 4 };
  const laid = layOver(acts, editedGrid(part), grid);
  // Columns 4 and 5 are the last third; rows 1 and 2 are the middle half.
  expect([...laid.keys()].filter((i) => laid[i] === 200)).toEqual([10, 11, 16, 17]);
  expect(laid.filter((value) => value === 0)).toHaveLength(20);
  expect(layOver(acts, editedGrid(part), paintableGrid(part))).toBe(acts);
});

it('shows what acts in a whole photo without what lies beyond its edges', () => {
  const acts = Uint8Array.from({ length: 16 }, (_, i) => (i < 4 || i >= 12 ? 255 : 80));
  const whole = { crop: { x: 0, y: -5, width: 30, height: 30 }, width: 4, height: 4 };
  const laid = layOver(acts, whole, { crop: { x: 0, y: 0, width: 30, height: 20 }, width: 6, height: 4 });
  expect(laid[8], 'in the middle').toBe(80);
  expect(laid[0], 'at the edge, half a cell from what is beyond').toBeGreaterThan(80);
  expect(laid[0]).toBeLessThan(255);
});
