import { describe, expect, it } from 'vitest';
import { parseRecipe } from './parse-recipe.ts';
import type { Recipe } from './recipe.ts';

const recipe: Recipe = {
  prompts: { source: 'a red ball', target: 'a blue ball', emphasis: { 1: 1.5 } },
  tuning: {
    freedom: 0.75,
    overrides: { inversion: 'anderson', seed: 7, localBlend: false },
    mask: {
      marks: [
        { kind: 'brush', radiusPx: 4, points: [1, 2, 3, 4] },
        { kind: 'word', crop: { x: 0, y: 0, width: 8, height: 8 }, width: 2, height: 1, strength: [0, 255] },
        { kind: 'area', isErased: true, points: [1, 2, 3, 4, 5, 9] },
        {
          kind: 'shape',
          isErased: false,
          crop: { x: 0, y: 0, width: 8, height: 8 },
          width: 2,
          height: 2,
          runs: [1, 3],
        },
        { kind: 'invert' },
      ],
      isLimit: true,
      feather: 0.05,
    },
    removal: { target: 'a blue ball', mask: { marks: [{ kind: 'invert' }], isLimit: true, feather: 0.05 } },
    version: { target: 'a blue ball', seed: 3, variation: 0.5, freer: -0.25 },
  },
};

describe('parseRecipe', () => {
  it('takes what was written', () => {
    expect(parseRecipe(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
  });

  it('leaves out settings that make no sense', () => {
    const tuning = { freedom: 7, overrides: { seed: -1, steps: 2.5, inversion: 'magic', colour: 1, localBlend: 1 } };
    expect(parseRecipe({ prompts: recipe.prompts, tuning })?.tuning).toEqual({ freedom: 0.5, overrides: {} });
  });

  it.each([{ seed: 1.5 }, { variation: 2 }, { freer: 'much' }, { target: 7 }])(
    'leaves out a version with %j',
    (part) => {
      const tuning = { ...recipe.tuning, version: { ...recipe.tuning.version, ...part } };
      expect(parseRecipe({ prompts: recipe.prompts, tuning })?.tuning).not.toHaveProperty('version');
    },
  );

  it.each([
    [
      { editor: 'chord-edit', inversion: 'ddim' },
      { editor: 'chord-edit', inversion: 'ddim' },
    ],
    [{ editor: 'toString', inversion: 'constructor' }, {}],
    [{}, {}],
  ])('takes the methods that there are: %j', (overrides, valid) => {
    expect(parseRecipe({ prompts: recipe.prompts, tuning: { freedom: 0.5, overrides } })?.tuning.overrides).toEqual(
      valid,
    );
  });

  it.each([
    { marks: 'none' },
    { marks: [{ kind: 'brush', radiusPx: 'wide', points: [] }] },
    { marks: [{ kind: 'brush', radiusPx: 4, points: [1, 2, 3] }] },
    { marks: [{ kind: 'eraser', radiusPx: -4, points: [1, 2] }] },
    { marks: [{ kind: 'word', width: -1, height: -1, strength: [1], crop: { x: 0, y: 0, width: 1, height: 1 } }] },
    { marks: [{ kind: 'word', width: 4, height: 4, strength: [1], crop: {} }] },
  ])('leaves out a mask that is none: %j', (mask) => {
    expect(parseRecipe({ ...recipe, tuning: { ...recipe.tuning, mask } })?.tuning).not.toHaveProperty('mask');
  });

  it.each([
    null,
    'text',
    {},
    { prompts: { source: 1, target: 'a' } },
    { prompts: { source: 'a'.repeat(9000), target: '' } },
  ])('refuses what has no words: %#', (value) => {
    expect(parseRecipe(value)).toBeNull();
  });
});
