import { expect, test } from 'vitest';
import { guidanceOf, SAMPLINGS, samplingOfName, samplingOfScheduler } from './samplings.ts';

test.each(Object.entries(SAMPLINGS))('%s is recognised by the scheduler that stands in for its own', (id, sampling) => {
  expect(samplingOfScheduler(sampling.usualScheduler)).toBe(id);
});

test.each([
  ['some/LCM_Dreamshaper_v7', 'lcm'],
  ['latent-consistency', 'lcm'],
  ['sd-turbo', 'turbo'],
  ['SDXL-Lightning', 'turbo'],
  ['stable-diffusion-v1-5', 'many-step'],
])('%s is called %s', (name, sampling) => {
  expect(samplingOfName(name)).toBe(sampling);
});

test('a scale reaches a model by its input where it has one, else as its sampling says', () => {
  expect(guidanceOf('lcm', true)).toBe('input');
  expect(guidanceOf('lcm', false)).toBe('none');
  expect(guidanceOf('turbo', false)).toBe('none');
  expect(guidanceOf('many-step', false)).toBe('empty-prompt');
});
