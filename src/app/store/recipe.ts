import { EMPTY_PROMPTS, type Prompts } from './prompts-reducer.ts';
import { DEFAULT_TUNING, type Tuning } from './tuning-reducer.ts';

/** What the user asks for: with a photo it makes the same picture again. What is added here is kept, saved and restored with it. */
export interface Recipe {
  readonly prompts: Prompts;
  readonly tuning: Tuning;
}

export const EMPTY_RECIPE: Recipe = { prompts: EMPTY_PROMPTS, tuning: DEFAULT_TUNING };

export function recipeOf({ prompts, tuning }: Recipe): Recipe {
  return { prompts, tuning };
}
