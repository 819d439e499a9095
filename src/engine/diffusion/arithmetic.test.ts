import { expect, it } from 'vitest';
import { tensor } from '../tensor/tensor.ts';
import { removeMean } from './arithmetic.ts';

it('removes the spatial mean of every channel of every row, and nothing else', () => {
  const latent = tensor([2, 2, 1, 2], Float32Array.of(1, 3, 10, 20, -2, -4, 0, 0));
  expect([...removeMean(latent).data]).toEqual([-1, 1, -5, 5, 1, -1, 0, 0]);
});
