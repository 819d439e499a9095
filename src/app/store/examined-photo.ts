import type { OpenedPack, PhotoExamination } from '../../protocol/engine.ts';
import { isSamePart, type Photo } from '../photo/photo.ts';

/** What a model has found of a photo, and of which one by which model. */
export interface ExaminedPhoto extends PhotoExamination {
  readonly photo: Photo;
  readonly pack: OpenedPack;
}

interface Shown {
  readonly photo: Photo | null;
  readonly pack: { readonly opened: OpenedPack | null };
  readonly examined: ExaminedPhoto | null;
}

/** Whether the photo on screen is of another kind than the model that is open was made for. */
export function isStrange({ photo, pack, examined }: Shown): boolean {
  if (photo === null || examined?.isUnfamiliar !== true) return false;
  return isSamePart(examined.photo, photo) && examined.pack === pack.opened;
}
