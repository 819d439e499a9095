import type { PixelImage } from '../../protocol/edit-request.ts';
import type { Photo } from '../photo/photo.ts';
import type { Recipe } from './recipe.ts';
import type { RunState } from './run-reducer.ts';

/** What a run will make of a photo, known before it has run. */
export interface Foreseen {
  readonly photoId: string;
  readonly recipe: Recipe;
  readonly image: PixelImage;
}

interface Asked extends Recipe {
  readonly foreseen: Foreseen | null;
  readonly photo: Photo | null;
  readonly run: RunState;
}

/** The picture that the first run is known to end with; null once it has ended, or once anything else is asked for. */
export function findForeseen({ foreseen, photo, prompts, tuning, run }: Asked): PixelImage | null {
  if (foreseen === null || foreseen.photoId !== photo?.id || run.result !== null) return null;
  const { recipe, image } = foreseen;
  return recipe.prompts === prompts && recipe.tuning === tuning ? image : null;
}
