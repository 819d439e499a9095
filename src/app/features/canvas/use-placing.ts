import { useState } from 'react';
import type { CropRectangle } from '../../../protocol/photo-work.ts';
import { useApp, useAppState } from '../../app-context.ts';
import type { Photo } from '../../photo/photo.ts';
import { recropPhoto } from '../../services/open-photo.ts';
import { chooseTool } from '../../store/mask-reducer.ts';

export interface Placing {
  /** Where the edited part would lie; null while it is not being moved. */
  readonly crop: CropRectangle | null;
  readonly move: (crop: CropRectangle) => void;
  readonly apply: () => void;
  readonly cancel: () => void;
}

/** Choosing another part of the photo to be edited, while that tool is in the hand. */
export function usePlacing(photo: Photo): Placing {
  const context = useApp();
  const isOn = useAppState(({ view }) => view.tool === 'crop');
  const [moved, setMoved] = useState<{ readonly photo: Photo; readonly crop: CropRectangle } | null>(null);
  const crop = isOn ? (moved?.photo === photo ? moved.crop : photo.crop) : null;
  const leave = (): void => {
    setMoved(null);
    context.store.setState((state) => chooseTool(state, 'hand'));
  };
  return {
    crop,
    move: (to) => setMoved({ photo, crop: to }),
    apply: () => {
      leave();
      if (crop !== null && crop !== photo.crop) void recropPhoto(context, photo, crop);
    },
    cancel: leave,
  };
}
