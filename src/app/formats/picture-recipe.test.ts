import { describe, expect, it } from 'vitest';
import { readPictureRecipe, writePictureRecipe } from './picture-recipe.ts';

const recipe = {
  prompts: { source: 'a red ball', target: 'a blue ball', emphasis: { 1: 1.5 } },
  tuning: { freedom: 0.5, overrides: { seed: 3 } },
};
const picture = { recipe, photoHash: 'abc', photoName: 'beach.jpg' };

describe('the recipe of a picture', () => {
  it('is read as it was written', () => {
    expect(readPictureRecipe(writePictureRecipe(picture))).toEqual(picture);
  });

  it.each(['', '{', '[]', '{"format":"renoir-recipe","version":"x"}', '{"format":"renoir-recipe","version":1}'])(
    'is none in %j',
    (text) => {
      expect(readPictureRecipe(text)).toBeNull();
    },
  );

  it('of a newer version is told from none', () => {
    expect(readPictureRecipe('{"format":"renoir-recipe","version":2}')).toBe('newer');
  });
});
