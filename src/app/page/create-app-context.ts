import type { AppContext } from '../app-context.ts';
import { createDescribeClient } from '../clients/describe-client/describe-client.ts';
import { createEngineClient, type EngineClient } from '../clients/engine-client/engine-client.ts';
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
import type { Describer } from '../../protocol/describe.ts';
import type { DeviceKind } from '../../protocol/engine.ts';
import type { PackStore } from '../../protocol/pack-store.ts';
import type { PhotoWork } from '../../protocol/photo-work.ts';
import { reopenWhenRestored } from '../services/reopen-when-restored.ts';
import { startExamining } from '../services/examine-photos.ts';
import { prepareGradientInTime } from '../services/prepare-gradient.ts';
import { rememberChoices } from '../services/remember-choices.ts';
import { startRecordingSteps } from '../services/record-steps.ts';
import { startLiveRuns, type Clock } from '../services/live-runs.ts';
import { ACTIONS } from './actions.ts';
import { initLanguage } from '../i18n/choose-language.ts';
import { createPhotoClient } from '../clients/photo-client/photo-client.ts';
import { openHistoryDatabase, type OpenedHistory } from '../storage/history-database.ts';
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

/** What the app stands on: threads, storage, dialogues of the browser. Tests put others in their place. */
export interface AppPorts {
  readonly engine: EngineClient;
  readonly photos: PhotoWork;
  readonly packs: PackStore;
  readonly describer: Describer;
  readonly history: Promise<OpenedHistory>;
  readonly chooseFile: () => Promise<File | null>;
}

export function openBrowserPorts(): AppPorts {
  return {
    engine: createEngineClient(),
    photos: createPhotoClient(),
    packs: createPackClient(),
    describer: createDescribeClient(),
    history: openHistoryDatabase(),
    chooseFile,
  };
}

/** Puts the app together: the state, the engine in its worker, and what keeps them in step. */
export function createAppContext({ starterUrl, device }: AppOptions, ports: AppPorts): AppContext {
  const { engine, photos, describer } = ports;
  const store = createAppStore({ language: initLanguage(), packs: { ...NO_PACKS, choice: loadPackChoice() } });
  const previews = createPreviewBus();
  const foldersLoaded = loadFolders(store);
  const findChosen = async () => {
    // Only a folder has to wait for the database.
    if (store.getState().packs.choice.kind === 'folder') await foldersLoaded;
    const { choice, folders } = store.getState().packs;
    return findPlace(choice, folders, starterUrl);
  };
  const openChosen = (): void => void openModel(store, engine, { findPlace: findChosen, device });
  rememberChoices(store);
  startRecordingSteps(store, browserClock.now);
  refitToPack(store, photos);
  startExamining(store, engine);
  prepareGradientInTime(store, engine);
  reopenWhenRestored(store, openChosen);
  const live = startLiveRuns({ store, engine, photos, previews, clock: browserClock, openModel: openChosen });
  const packs = createPackControls({
    store,
    packs: ports.packs,
    closeEngine: () => engine.dispose(),
    openModel: openChosen,
  });
  const history = startSavingHistory(store, ports.history);
  return {
    store,
    live,
    engine,
    previews,
    photos,
    openModel: openChosen,
    packs,
    history,
    chooseFile: ports.chooseFile,
    describer,
    actions: ACTIONS,
  };
}
