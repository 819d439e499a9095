import type { AppContext } from './app-context.ts';
import { createEngineClient } from './engine-client/engine-client.ts';
import { createPreviewBus } from './features/canvas/preview-bus.ts';
import { openPack, type PackPlace } from './features/device/open-pack.ts';
import { chooseFile } from './features/open/choose-file.ts';
import { refitPhoto } from './features/open/open-photo.ts';
import type { Clock } from './features/run/live-scheduler.ts';
import { startLiveRuns } from './features/run/live-runs.ts';
import { createPhotoClient } from './photo-client/photo-client.ts';
import { createAppStore } from './store/app-store.ts';

const browserClock: Clock = {
  now: () => performance.now(),
  schedule(callback, delayMs) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Puts the app together: the state, the engine in its worker, and what keeps them in step. */
export function createAppContext(place: PackPlace): AppContext {
  const store = createAppStore();
  const engine = createEngineClient();
  const previews = createPreviewBus();
  const photos = createPhotoClient();
  const open = (): void => {
    void openPack(store, engine, place).then(() => {
      const extent = store.getState().pack.opened?.manifest.image;
      return extent === undefined ? undefined : refitPhoto({ store, photos }, extent);
    });
  };
  const live = startLiveRuns({ store, engine, previews, clock: browserClock, reopenPack: open });
  return { store, live, previews, photos, openPack: open, chooseFile };
}
