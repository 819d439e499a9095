import { expect, it } from 'vitest';
import { embedGuidance } from './guidance-embedding.ts';

const POSITIONS = [0, 1, 2, 63, 127, 128, 129, 191, 255];

// From diffusers' LatentConsistencyModelPipeline.get_guidance_scale_embedding at width 256, w = guidance - 1.
it.each([
  [2, [0.82688, 0.1331, -0.86526, -0.8102, 0.09983, 0.56238, 0.9911, -0.58616, 0.995]],
  [8.5, [-0.85124, 0.84213, 0.01188, 0.69637, 0.68164, -0.52478, 0.53927, -0.71768, 0.73169]],
])('embeds guidance %f as the LCM pipeline does', (guidance, expected) => {
  const { shape, data } = embedGuidance(guidance, 256);
  expect(shape).toEqual([1, 256]);
  // A float32 angle of thousands of radians is good to about 1e-3.
  POSITIONS.forEach((position, i) => expect(Math.abs((data[position] ?? 0) - (expected[i] ?? 0))).toBeLessThan(2e-3));
});

it('embeds guidance 1 as zeros and ones: no guidance', () => {
  const { data } = embedGuidance(1, 8);
  expect([...data]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
});
