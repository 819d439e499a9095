import { expect, it } from 'vitest';
import type { Raster } from './raster.ts';
import { findThingCells, findThingWithTraces } from './thing-cells.ts';

const raster = (...rows: readonly (readonly number[])[]): Raster => ({
  width: rows[0]?.length ?? 0,
  height: rows.length,
  data: Float32Array.from(rows.flat()),
});
const print = ({ width, data }: Raster) =>
  [...data]
    .map((value) => (value > 0 ? '#' : '.'))
    .join('')
    .match(new RegExp(`.{${width}}`, 'g'));

it('a thing is the cells around its strongest, without those in which another acts more', () => {
  const own = raster([0.6, 1, 0.7, 0, 0.9], [0, 0.8, 0.6, 0, 0]);
  const other = raster([0, 0, 0, 1, 0], [0, 0, 0.9, 0.9, 0]);
  expect(print(findThingCells(own, [other]))).toEqual(['###..', '.#...']);
  expect(print(findThingCells(own, []))).toEqual(['###..', '.##..']);
});

it('goes with what hangs together with it and differs without it, but not with other things', () => {
  const size = 24;
  const paint = (value: (x: number, y: number) => number): Raster => ({
    width: size,
    height: size,
    data: Float32Array.from({ length: size * size }, (_, i) => value(i % size, Math.floor(i / size))),
  });
  const isIn = (x: number, y: number, [left, top, right, bottom]: readonly [number, number, number, number]) =>
    x >= left && x < right && y >= top && y < bottom;
  const own = paint((x, y) => (isIn(x, y, [6, 4, 10, 10]) ? 1 : 0));
  const other = paint((x, y) => (isIn(x, y, [14, 4, 18, 12]) ? 1 : 0));
  const isShadow = (x: number, y: number) => isIn(x, y, [2, 10, 20, 12]);
  const isElsewhere = (x: number, y: number) => isIn(x, y, [10, 20, 14, 22]);
  const difference = paint((x, y) => {
    if (isIn(x, y, [6, 4, 10, 10])) return 1;
    return isShadow(x, y) ? 0.2 : isElsewhere(x, y) ? 0.5 : 0.01;
  });
  const { data } = findThingWithTraces({ own, cells: findThingCells(own, [other]), others: [other] }, difference);
  const at = (x: number, y: number) => data[y * size + x];
  expect([at(8, 6), at(3, 11), at(12, 11)], 'the thing and its shadow').toEqual([1, 1, 1]);
  expect([at(15, 6), at(15, 11)], 'the other thing').toEqual([0, 0]);
  expect([at(12, 21), at(20, 3)], 'what differs elsewhere, and what does not').toEqual([0, 0]);
});
