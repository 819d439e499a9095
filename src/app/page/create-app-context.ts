import type { AppContext } from '../app-context.ts';
import { createDescribeClient } from '../clients/describe-client/describe-client.ts';
import { createEngineClient } from '../clients/engine-client/engine-client.ts';
import { createPreviewBus } from '../services/preview-bus.ts';
import { openModel } from '../services/open-model.ts';
import { startSavingHistory } from '../services/history/save-history.ts';
import { createPackControls, loadFolders } from '../services/packs/pack-controls.ts';
import { findPlace } from '../services/packs/find-place.ts';
import { loadPackChoice } from '../storage/pack-choice.ts';
import { refitToPack } from '../services/packs/refit-to-pack.ts';
import { chooseFile } from '../browser/choose-file.ts';
import { createPackClient } from '../clients/pack-client/pack-client.ts';
import { NO_PACKS } from '../store/packs-state.ts';
import type { DeviceKind } from '../../protocol/engine.ts';
import { startLiveRuns, type Clock } from '../services/live-runs.ts';
import { ACTIONS } from './actions.ts';
import { initLanguage } from '../i18n/choose-language.ts';
import { createPhotoClient } from '../clients/photo-client/photo-client.ts';
import { openHistoryDatabase } from '../storage/history-database.ts';
import { createAppStore } from '../store/app-store.ts';

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
  const store = createAppStore({ language: initLanguage(), packs: { ...NO_PACKS, choice: loadPackChoice() } });
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
  const openChosen = (): void => void openModel(store, engine, { findPlace: findChosen, device });
  refitToPack(store, photos);
  const live = startLiveRuns({ store, engine, previews, clock: browserClock, openModel: openChosen });
  const packs = createPackControls({
    store,
    packs: createPackClient(),
    closeEngine: () => engine.dispose(),
    openModel: openChosen,
  });
  const history = startSavingHistory(store, openHistoryDatabase());
  return {
    store,
    live,
    engine,
    previews,
    photos,
    openModel: openChosen,
    packs,
    history,
    chooseFile,
    describer: createDescribeClient(),
    actions: ACTIONS,
  };
}
