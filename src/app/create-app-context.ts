import type { AppContext } from './app-context.ts';
import { createDescribeClient } from './describe-client/describe-client.ts';
import { createEngineClient } from './engine-client/engine-client.ts';
import { createPreviewBus } from './features/canvas/preview-bus.ts';
import { openPack } from './features/device/open-pack.ts';
import { startKeeping } from './features/history/keep-history.ts';
import { createPackControls, loadFolders } from './features/packs/pack-controls.ts';
import { findPlace } from './features/packs/find-place.ts';
import { recallChoice } from './features/packs/remember-choice.ts';
import { refitToPack } from './features/packs/refit-to-pack.ts';
import { chooseFile } from './features/open/choose-file.ts';
import { createPackClient } from './pack-client/pack-client.ts';
import { NO_PACKS } from './store/packs-state.ts';
import type { DeviceKind } from '../protocol/engine.ts';
import type { Clock } from './features/run/live-scheduler.ts';
import { startLiveRuns } from './features/run/live-runs.ts';
import { beginLanguage } from './i18n/choose-language.ts';
import { createPhotoClient } from './photo-client/photo-client.ts';
import { openVault } from './storage/vault.ts';
import { createAppStore } from './store/app-store.ts';

const browserClock: Clock = {
  now: () => performance.now(),
  schedule(callback, delayMs) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

export interface AppOptions {
  /** Address of the folder of the bundled pack. */
  readonly starterUrl: string;
  readonly device: DeviceKind | 'auto';
}

/** Puts the app together: the state, the engine in its worker, and what keeps them in step. */
export function createAppContext({ starterUrl, device }: AppOptions): AppContext {
  const store = createAppStore({ language: beginLanguage(), packs: { ...NO_PACKS, choice: recallChoice() } });
  const engine = createEngineClient();
  const previews = createPreviewBus();
  const photos = createPhotoClient();
  const foldersLoaded = loadFolders(store);
  const findChosen = async () => {
    // Only a folder has to wait for the database.
    if (store.getState().packs.choice.kind === 'folder') await foldersLoaded;
    const { choice, folders } = store.getState().packs;
    return findPlace(choice, folders, starterUrl);
  };
  const open = (): void => void openPack(store, engine, { findPlace: findChosen, device });
  refitToPack(store, photos);
  const live = startLiveRuns({ store, engine, previews, clock: browserClock, reopenPack: open });
  const packs = createPackControls({
    store,
    packs: createPackClient(),
    closeEngine: () => engine.dispose(),
    openPack: open,
  });
  const keeper = startKeeping(store, openVault());
  return {
    store,
    live,
    engine,
    previews,
    photos,
    openPack: open,
    packs,
    keeper,
    chooseFile,
    describer: createDescribeClient(),
  };
}
