import { expect, it } from 'vitest';
import { extentsOf } from './extents.ts';

it('names the four extents of a latent', () => {
  expect(extentsOf([2, 4, 16, 8])).toEqual({ rows: 2, channels: 4, height: 16, width: 8 });
});

it.each([[[4, 16, 8]], [[1, 2, 4, 16, 8]], [[]]])('refuses [%s]', (shape) => {
  expect(() => extentsOf(shape)).toThrow(RangeError);
});
