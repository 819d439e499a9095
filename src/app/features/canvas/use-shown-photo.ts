import { useEffect, useState } from 'react';
import type { SmallEdit } from '../../../protocol/photo-work.ts';
import { toast } from 'sonner';
import { useApp } from '../../app-context.ts';
import { describeError } from '../../i18n/describe-error.ts';
import type { Photo } from '../../photo/photo.ts';

export interface ShownPhoto {
  readonly bitmap: ImageBitmap;
  readonly photoId: string;
  readonly edit: SmallEdit | null;
  readonly pixelLimit: number;
}

/**
 * The whole photo, with an edit or without, made by the photo worker. While it is being made, the last one of the same photo; null
 * before the first.
 *
 * @param pixelLimit how many pixels the picture may have; null while that is not known yet
 */
export function useShownPhoto(photo: Photo, edit: SmallEdit | null, pixelLimit: number | null): ShownPhoto | null {
  const { photos } = useApp();
  const [shown, setShown] = useState<ShownPhoto | null>(null);
  // The whole photo is the same whichever part of it is edited.
  const { id, name, file } = photo;

  useEffect(() => {
    if (pixelLimit === null) return undefined;
    let isWanted = true;
    void photos.show({ id, name, file }, edit, pixelLimit).then((answer) => {
      if (!answer.ok) {
        // The picture at the pack's size stays on screen. One toast a photo: it is shown anew for every result and zoom.
        toast.error(describeError(answer.problem), { id });
      } else if (isWanted) setShown({ bitmap: answer.value, photoId: id, edit, pixelLimit });
      else answer.value.close();
    });
    return () => {
      isWanted = false;
    };
  }, [photos, id, name, file, edit, pixelLimit]);

  // Each picture takes megabytes: it goes as soon as the next is there.
  useEffect(() => () => shown?.bitmap.close(), [shown]);

  return shown?.photoId === id ? shown : null;
}
