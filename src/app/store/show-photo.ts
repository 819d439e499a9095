import type { Photo } from '../photo/photo.ts';
import type { AppState } from './app-state.ts';
import { WHOLE_PHOTO } from './camera.ts';
import type { Recipe } from './recipe.ts';
import { NO_RUN, type RunState } from './run-reducer.ts';

export interface ShownPhoto {
  readonly photo: Photo;
  readonly recipe: Recipe;
  /** A picture that was made of it before; none yet when left out. */
  readonly run?: RunState;
}

/** Puts a photo on screen with what is to be made of it. Another photo is shown whole; the same one stays where it was zoomed to. */
export function showPhoto(
  { photo: before, view }: AppState,
  { photo, recipe, run = NO_RUN }: ShownPhoto,
): Partial<AppState> {
  const isSame = before?.id === photo.id;
  const camera = isSame ? view.camera : WHOLE_PHOTO;
  const tool = isSame ? view.tool : 'hand';
  return { ...recipe, photo, run, view: { ...view, screen: 'edit', camera, tool } };
}

/** Shows another cut-out of the photo on screen: what was made of the one before is no picture of it, and stays on screen until there is one. */
export function showCutOut({ photo: before, run }: AppState, photo: Photo): Partial<AppState> {
  const last = before === null || run.result === null ? run.last : { photo: before, result: run.result };
  return { photo, run: { ...NO_RUN, last } };
}
