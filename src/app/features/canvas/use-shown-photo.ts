import { useEffect, useState } from 'react';
import type { SmallEdit } from '../../../protocol/photo-work.ts';
import { toast } from 'sonner';
import { useApp } from '../../app-context.ts';
import { describeError } from '../../i18n/describe-error.ts';
import { fileOf, type Photo } from '../../photo/photo.ts';

export interface ShownPhoto {
  readonly bitmap: ImageBitmap;
  readonly photo: Photo;
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

  useEffect(() => {
    if (pixelLimit === null) return undefined;
    let isWanted = true;
    void photos.show(fileOf(photo), edit, pixelLimit).then((answer) => {
      if (!answer.ok) {
        // The picture at the pack's size stays on screen. One toast a photo: it is shown anew for every result and zoom.
        toast.error(describeError(answer.problem), { id: photo.id });
      } else if (isWanted) setShown({ bitmap: answer.value, photo, edit, pixelLimit });
      else answer.value.close();
    });
    return () => {
      isWanted = false;
    };
  }, [photos, photo, edit, pixelLimit]);

  // Each picture takes megabytes: it goes as soon as the next is there.
  useEffect(() => () => shown?.bitmap.close(), [shown]);

  return shown?.photo.id === photo.id ? shown : null;
}
