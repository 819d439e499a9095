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

/** Null if the text is no recipe. */
export function readPictureRecipe(text: string): PictureRecipe | 'newer' | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    const fields: Readonly<Record<string, unknown>> = { ...value };
    const { format, version, photoName, photoHash } = fields;
    if (format !== FORMAT) return null;
    if (Number(version) > VERSION) return 'newer';
    const recipe = parseRecipe(fields['recipe']);
    if (version !== VERSION || recipe === null) return null;
    return { recipe, photoHash: String(photoHash ?? ''), photoName: String(photoName ?? '') };
  } catch {
    return null;
  }
}
