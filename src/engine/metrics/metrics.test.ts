import { describe, expect, it } from 'vitest';
import { type Tensor, tensor } from '../tensor/tensor.ts';
import { METRICS, measureSides } from './metrics.ts';

const WIDTH = 16;
const HEIGHT = 14;

function paint(channels: readonly ((x: number, y: number) => number)[]): Tensor {
  const data = channels.flatMap((value) =>
    Array.from({ length: WIDTH * HEIGHT }, (_, i) => value(i % WIDTH, Math.floor(i / WIDTH))),
  );
  return tensor([1, channels.length, HEIGHT, WIDTH], Float32Array.from(data));
}

const first = paint([
  (x, y) => Math.sin(0.3 * x + 0.2 * y),
  (x, y) => Math.cos(0.5 * x - 0.1 * y),
  (x, y) => ((x * y) % 7) / 3 - 1,
]);
const second = paint([
  (x, y) => Math.sin(0.3 * x + 0.25 * y),
  (x, y) => 0.8 * Math.cos(0.5 * x - 0.1 * y),
  (x, y) => ((x * y) % 5) / 2 - 1,
]);

describe('metrics', () => {
  it('agree with scikit-image on SSIM', () => {
    expect(METRICS.ssim(first, second)).toBeCloseTo(0.589486, 5);
  });

  it('agree with NumPy on PSNR', () => {
    expect(METRICS.psnr(first, second)).toBeCloseTo(10.36667, 5);
  });

  it('give 20 dB for an error of a tenth of the range', () => {
    const grey = paint([() => 0]);
    expect(METRICS.psnr(grey, paint([() => 0.2]))).toBeCloseTo(20, 5);
  });

  it('find equal images equal', () => {
    expect(METRICS.ssim(first, first)).toBeCloseTo(1, 12);
    expect(METRICS.psnr(first, first)).toBe(Number.POSITIVE_INFINITY);
  });

  it('judge each side of a mask by its own area', () => {
    const mask = Float32Array.from({ length: WIDTH * HEIGHT }, (_, i) => (i % WIDTH < 4 ? 1 : 0));
    const grey = paint([() => 0]);
    const edited = paint([(x) => (x < 4 ? 2 : 0.02)]);
    const { inside, outside } = measureSides('psnr', grey, edited, mask);
    expect(inside).toBeCloseTo(0, 5);
    expect(outside).toBeCloseTo(40, 4);
  });

  it('have no figure for a side without area', () => {
    const everything = new Float32Array(WIDTH * HEIGHT).fill(1);
    expect(measureSides('psnr', first, second, everything).outside).toBeNaN();
  });
});
