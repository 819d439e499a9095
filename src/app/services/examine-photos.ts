import type { EngineClient } from '../clients/engine-client/engine-client.ts';
import { isSamePart } from '../photo/photo.ts';
import type { AppStore } from '../store/app-store.ts';

/**
 * Has every photo of the user's own looked at as soon as a model is there that is not for any photo, so that one which the model does not
 * know is named before it is edited.
 */
export function startExamining(store: AppStore, engine: Pick<EngineClient, 'examine'>): void {
  store.subscribe(({ photo, pack: { opened } }, before) => {
    if (photo === before.photo && opened === before.pack.opened) return;
    if (photo === null || photo.sample !== undefined || opened?.manifest.familiar === undefined) return;
    // A run of the words may have looked at another part of it.
    const isSame = before.photo !== null && isSamePart(photo, before.photo);
    if (isSame && opened === before.pack.opened) return;
    const { pixels } = photo;
    const { width, height } = opened.manifest.image;
    // A photo that was cut for another pack is cut anew first.
    if (pixels.width !== width || pixels.height !== height) return;
    // What goes wrong here goes wrong again in the run, and is reported there.
    void engine.examine(pixels).then((answer) => {
      if (answer.ok) store.setState({ examined: { photo, pack: opened, ...answer.value } });
    });
  });
}
