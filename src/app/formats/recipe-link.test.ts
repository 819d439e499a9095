import { describe, expect, it } from 'vitest';
import { readFragment, writeFragment, type LinkedRecipe } from './recipe-link.ts';

const linked: LinkedRecipe = {
  recipe: {
    prompts: { source: 'a red ball & cone', target: 'a blue ball, été #1', emphasis: { 1: 1.5, 2: 0.25 } },
    tuning: { freedom: 0.75, overrides: { inversion: 'anderson', seed: 40000009, localBlend: false } },
  },
  sample: 'blue-ball',
  pack: 'renoir-starter',
};

describe('a link', () => {
  it('carries words and settings there and back', () => {
    expect(readFragment(writeFragment(linked))).toEqual(linked);
    const bare = { ...linked, sample: null, pack: null };
    expect(readFragment(writeFragment(bare))).toEqual(bare);
  });

  it('leaves out what is painted: it belongs to one photo', () => {
    const mask = { marks: [{ kind: 'invert' as const }], isLimit: false, feather: 0.02 };
    const painted = { ...linked, recipe: { ...linked.recipe, tuning: { ...linked.recipe.tuning, mask } } };
    expect(readFragment(writeFragment(painted))).toEqual(linked);
  });

  it('carries the numbers of the version on screen', () => {
    const { prompts, tuning } = linked.recipe;
    const version = { target: prompts.target, seed: 9, variation: 0.5, freer: 0.5 };
    const { overrides } = tuning;
    const answer = (of: string) =>
      readFragment(
        writeFragment({ ...linked, recipe: { prompts, tuning: { ...tuning, version: { ...version, target: of } } } }),
      );
    expect(answer(prompts.target)).toMatchObject({
      recipe: { tuning: { freedom: 1, overrides: { ...overrides, seed: 9, variation: 0.5 } } },
    });
    expect(answer('a green ball'), 'of other words it is none').toEqual(linked);
  });

  it('may be written by hand: what is missing or makes no sense is the default', () => {
    const answer = readFragment('#from=a+red+ball&seed=many&steps=4&colour=blue&free=9');
    expect(answer).toMatchObject({
      recipe: {
        prompts: { source: 'a red ball', target: 'a red ball', emphasis: {} },
        tuning: { freedom: 0.5, overrides: { steps: 4 } },
      },
    });
  });

  it('of a newer version is told from none', () => {
    expect(readFragment('#v=2&words=a+red+ball')).toBe('newer');
    expect(readFragment('#v=1&from=a+red+ball')).toMatchObject({ recipe: { prompts: { source: 'a red ball' } } });
  });

  it.each(['', '#', '#main', '#to=a+blue+ball'])('is none in %j', (fragment) => {
    expect(readFragment(fragment)).toBeNull();
  });
});
