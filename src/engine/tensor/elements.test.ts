import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeElements, encodeElements } from './elements.ts';
import { sizeOf, type DataType } from './tensor.ts';
import { broadcastShapes, broadcastStrides, repeatedAxes, stridesOf } from './broadcast.ts';

describe('constant bytes', () => {
  it.each<[DataType, number[]]>([
    ['float32', [0, -1.5, 3.25, Infinity]],
    ['float64', [Math.PI, -1e300]],
    ['float16', [0.5, -65504, 2 ** -24]],
    ['bfloat16', [1, -0.5, 3.0625, Infinity]],
    ['int8', [-128, 127]],
    ['uint8', [0, 255]],
    ['int16', [-32768, 32767]],
    ['uint16', [65535]],
    ['int32', [-(2 ** 31), 2 ** 31 - 1]],
    ['uint32', [2 ** 32 - 1]],
    ['int64', [-1, 0, 2 ** 53, -(2 ** 53), 2 ** 63, -(2 ** 63)]],
    ['uint64', [0, 2 ** 53]],
    ['bool', [0, 1]],
  ])('of %s survive a round trip', (dtype, numbers) => {
    expect([...decodeElements(dtype, encodeElements(dtype, numbers))]).toEqual(numbers);
  });

  it('write 2^63 as the largest int64', () => {
    expect([...encodeElements('int64', [2 ** 63])]).toEqual([255, 255, 255, 255, 255, 255, 255, 127]);
  });

  it('hold the nearest int64 of numbers beyond, and 0 of what is none', () => {
    const numbers = [Number.NaN, Infinity, -Infinity, 1e300, -1e300, -0.5];
    expect([...decodeElements('int64', encodeElements('int64', numbers))]).toEqual([
      0,
      2 ** 63,
      -(2 ** 63),
      2 ** 63,
      -(2 ** 63),
      0,
    ]);
  });

  it('are read at any address', () => {
    const file = new Uint8Array(9);
    file.set(encodeElements('float32', [1, 2]), 1);
    expect([...decodeElements('float32', file.subarray(1))]).toEqual([1, 2]);
  });

  it('are not numbers for strings', () => {
    expect(() => decodeElements('string', new Uint8Array())).toThrow(RangeError);
  });
});

describe('broadcasting', () => {
  it.each([
    [
      [
        [2, 1, 4],
        [3, 1],
      ],
      [2, 3, 4],
    ],
    [[[], [2]], [2]],
    [[[1], [0]], [0]],
    [[[2], [3]], undefined],
  ] as const)('of %j gives %j', (shapes, expected) => {
    expect(broadcastShapes(...shapes)).toEqual(expected);
  });

  it('repeats along the axes that it reports, and nowhere else', () => {
    const pair = fc
      .array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.boolean()), { maxLength: 4 })
      .chain((axes) => fc.tuple(fc.constant(axes), fc.integer({ min: 0, max: axes.length })));
    fc.assert(
      fc.property(pair, ([axes, dropped]) => {
        const to = axes.map(([extent]) => extent);
        const from = axes.map(([extent, isKept]) => (isKept ? extent : 1)).slice(dropped);
        expect(broadcastShapes(from, to)).toEqual(to);
        const strides = broadcastStrides(from, to);
        const repeated = repeatedAxes(from, to);
        expect(sizeOf(to.filter((_, axis) => !repeated.includes(axis)))).toBe(sizeOf(from));
        for (const axis of repeated) expect(strides[axis]).toBe(0);
      }),
    );
  });

  it('counts strides from the last axis', () => {
    expect(stridesOf([2, 3, 4])).toEqual([12, 4, 1]);
    expect(stridesOf([])).toEqual([]);
  });
});
