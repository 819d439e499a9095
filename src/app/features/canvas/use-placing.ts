import { useState } from 'react';
import { planExtents, planWhole, reachesBeyond, type Extent } from '../../../imaging/plan-extents.ts';
import type { CropRectangle, PhotoPart } from '../../../protocol/photo-work.ts';
import { useApp, useAppState } from '../../app-context.ts';
import type { Photo } from '../../photo/photo.ts';
import { recropPhoto } from '../../services/open-photo.ts';
import { chooseTool } from '../../store/mask-reducer.ts';

export interface Placing {
  /** Where the edited part would lie; null while it is not being moved. */
  readonly crop: CropRectangle | null;
  readonly move: (crop: CropRectangle) => void;
  readonly apply: () => void;
  /** Has the words choose; null where they do, or where there is nothing to choose. */
  readonly follow: (() => void) | null;
  readonly cancel: () => void;
}

/** Choosing another part of the photo to be edited, while that tool is in the hand. */
export function usePlacing(photo: Photo): Placing {
  const context = useApp();
  const isOn = useAppState(({ view }) => view.tool === 'crop');
  const [moved, setMoved] = useState<{ readonly photo: Photo; readonly crop: CropRectangle } | null>(null);
  const isKept = moved?.photo.id === photo.id && hasSameRatio(moved.photo.pixels, photo.pixels);
  const crop = isOn ? (isKept ? moved.crop : startOf(photo)) : null;
  const leave = (): void => {
    setMoved(null);
    context.store.setState((state) => chooseTool(state, 'hand'));
  };
  const take = (part: PhotoPart): void => {
    leave();
    void recropPhoto(context, photo, part);
  };
  return {
    crop,
    move: (to) => setMoved({ photo, crop: to }),
    apply: () => {
      if (crop !== null) take(crop);
    },
    follow: canFollow(photo) ? () => take('whole') : null,
    cancel: leave,
  };
}

/** What the words chose, where all of it lies in the photo, else the largest part. */
function startOf(photo: Photo): CropRectangle {
  return reachesBeyond(photo.crop, extentOf(photo)) ? planExtents(extentOf(photo), photo.pixels).crop : photo.crop;
}

/** A photo of the model's own ratio is edited from edge to edge. */
function canFollow(photo: Photo): boolean {
  return photo.followsWords !== true && reachesBeyond(planWhole(extentOf(photo), photo.pixels).crop, extentOf(photo));
}

/** A pack that opens meanwhile cuts the photo anew: what was moved stays, unless that pack edits another ratio. */
function hasSameRatio(a: Extent, b: Extent): boolean {
  return a.width * b.height === b.width * a.height;
}

function extentOf({ widthPx, heightPx }: Photo): Extent {
  return { width: widthPx, height: heightPx };
}
