import { describe, expect, it } from 'vitest';
import { boxMean } from './box-mean.ts';
import { explainVariance, fitSlopes, toGuide, type Colours, type Plane } from './planes.ts';

const [WIDTH, HEIGHT] = [7, 5];

function noisePlane(seed: number): Plane {
  return Float64Array.from(
    { length: WIDTH * HEIGHT },
    (_, i) => 100 * Math.abs(Math.sin(12.9898 * (i + 1) * seed) % 1),
  );
}

describe('the box mean', () => {
  it('is the mean of every window, cut at the edges', () => {
    const plane = noisePlane(1);
    for (const radius of [1, 2, 20]) {
      const mean = boxMean(plane, WIDTH, HEIGHT, radius);
      for (let y = 0; y < HEIGHT; y++) {
        for (let x = 0; x < WIDTH; x++) {
          const window: number[] = [];
          plane.forEach((value, i) => {
            const isNear = Math.abs((i % WIDTH) - x) <= radius && Math.abs(Math.floor(i / WIDTH) - y) <= radius;
            if (isNear) window.push(value);
          });
          const expected = window.reduce((sum, value) => sum + value, 0) / window.length;
          expect(mean[y * WIDTH + x]).toBeCloseTo(expected, 10);
        }
      }
    }
  });
});

describe('slopes within windows', () => {
  const colours: Colours = [noisePlane(1), noisePlane(2), noisePlane(3)];
  const mean = (plane: Plane): Plane => boxMean(plane, WIDTH, HEIGHT, 2);
  const guide = toGuide(colours, mean, 1e-9);
  const mixed = colours[0].map((value, i) => 2 * value - 0.5 * (colours[1][i] ?? 0) + 7);

  it('are those of a plane that is a linear combination of the colours, all of whose variance they explain', () => {
    const [red, green, blue] = fitSlopes(mixed, guide);
    const { variance, explained } = explainVariance(mixed, guide);
    for (let i = 0; i < mixed.length; i++) {
      expect(red[i]).toBeCloseTo(2, 6);
      expect(green[i]).toBeCloseTo(-0.5, 6);
      expect(blue[i]).toBeCloseTo(0, 6);
      expect((explained[i] ?? 0) / (variance[i] ?? 1)).toBeCloseTo(1, 6);
    }
  });
});
