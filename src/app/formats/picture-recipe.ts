import { parseRecipe } from '../store/parse-recipe.ts';
import { recipeOf, type Recipe } from '../store/recipe.ts';

const FORMAT = 'renoir-recipe';
const VERSION = 1;

/** What a saved PNG says about how it was made. The photo is not in it, only its hash. */
export interface PictureRecipe {
  readonly recipe: Recipe;
  /** SHA-256 of the photo's file. */
  readonly photoHash: string;
  readonly photoName: string;
}

export function writePictureRecipe({ recipe, photoHash, photoName }: PictureRecipe): string {
  return JSON.stringify({ format: FORMAT, version: VERSION, photoName, photoHash, recipe: recipeOf(recipe) });
}

/** Null if the text is none of this version. */
export function readPictureRecipe(text: string): PictureRecipe | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    const fields: Readonly<Record<string, unknown>> = { ...value };
    const recipe = parseRecipe(fields['recipe']);
    const { format, version, photoName, photoHash } = fields;
    if (format !== FORMAT || version !== VERSION || recipe === null) return null;
    return { recipe, photoHash: String(photoHash ?? ''), photoName: String(photoName ?? '') };
  } catch {
    return null;
  }
}
