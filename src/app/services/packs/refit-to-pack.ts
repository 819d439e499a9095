import type { PhotoWork } from '../../../protocol/photo-work.ts';
import type { AppStore } from '../../store/app-store.ts';
import { refitPhoto } from '../open-photo.ts';

/**
 * Cuts the photo on screen to the size of the pack that is open, whenever either is another: a photo of the history may have been
 * edited at the size of another pack.
 */
export function refitToPack(store: AppStore, photos: PhotoWork): void {
  store.subscribe(({ photo, pack }, before) => {
    if (photo === before.photo && pack.opened === before.pack.opened) return;
    if (pack.opened !== null) void refitPhoto({ store, photos });
  });
}
