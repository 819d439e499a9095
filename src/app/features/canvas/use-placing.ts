import { useState } from 'react';
import type { CropRectangle } from '../../../protocol/photo-work.ts';
import { useApp } from '../../app-context.ts';
import type { Photo } from '../../photo/photo.ts';
import { recropPhoto } from '../../services/open-photo.ts';

export interface Placing {
  /** Where the edited part would lie; null while it is not being moved. */
  readonly crop: CropRectangle | null;
  readonly start: () => void;
  readonly move: (crop: CropRectangle) => void;
  readonly apply: () => void;
  readonly cancel: () => void;
}

/** Choosing another part of the photo to be edited. */
export function usePlacing(photo: Photo): Placing {
  const context = useApp();
  const [placing, setPlacing] = useState<{ readonly photo: Photo; readonly crop: CropRectangle } | null>(null);
  const crop = placing?.photo === photo ? placing.crop : null;
  return {
    crop,
    start: () => {
      context.actions['zoom-fit'].perform(context);
      setPlacing({ photo, crop: photo.crop });
    },
    move: (to) => setPlacing({ photo, crop: to }),
    apply: () => {
      setPlacing(null);
      if (crop !== null && crop !== photo.crop) void recropPhoto(context, photo, crop);
    },
    cancel: () => setPlacing(null),
  };
}
