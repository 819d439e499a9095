import { describe, expect, it } from 'vitest';
import { tensor } from '../tensor/tensor.ts';
import { compositeOnPhoto, enlargeMask, toPixelMask } from './composite.ts';
import { toPixelImage, toTensor } from './pixel-image.ts';

const image = { width: 2, height: 1, data: Uint8ClampedArray.of(0, 128, 255, 255, 10, 20, 30, 255) };

describe('pixel images', () => {
  it('become planar tensors in -1..1', () => {
    const { shape, data } = toTensor(image);
    expect(shape).toEqual([1, 3, 1, 2]);
    expect(data[0]).toBe(-1);
    expect(data[4]).toBe(1);
    expect(data[1]).toBeCloseTo(10 / 127.5 - 1, 6);
  });

  it('survive the way there and back', () => {
    expect(toPixelImage(toTensor(image))).toEqual(image);
  });

  it('clamp what lies outside of the range', () => {
    const { data } = toPixelImage(tensor([1, 3, 1, 1], Float32Array.of(-3, 0.00392, 3)));
    expect([...data]).toEqual([0, 128, 255, 255]);
  });
});

describe('the composite', () => {
  it('takes the edit inside, the photo outside, and mixes on the edge', () => {
    const edited = { width: 2, height: 1, data: Uint8ClampedArray.of(200, 200, 200, 255, 200, 200, 200, 255) };
    expect([...compositeOnPhoto(image, edited, Uint8Array.of(255, 0)).data]).toEqual([
      200, 200, 200, 255, 10, 20, 30, 255,
    ]);
    expect(compositeOnPhoto(image, edited, Uint8Array.of(128, 128)).data[0]).toBe(100);
  });

  it('has a mask of image size from one of latent size', () => {
    const mask = toPixelMask(
      enlargeMask({ width: 2, height: 2, data: Float32Array.of(0, 1, 0, 1) }, { width: 4, height: 4 }),
    );
    expect(mask.slice(0, 4)).toEqual(Uint8Array.of(0, 64, 191, 255));
  });
});
