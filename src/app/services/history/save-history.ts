import { toast } from 'sonner';
import { texts } from '../../i18n/texts.ts';
import { isOfNewerVersion, type HistoryDatabase, type OpenedHistory } from '../../storage/history-database.ts';
import type { HistorySaver } from '../../app-context.ts';
import type { AppStore } from '../../store/app-store.ts';
import { prependEdits, selectEntry } from '../../store/history-reducer.ts';
import type { PersistenceState } from '../../store/persistence-state.ts';
import { showResult } from '../../store/run-reducer.ts';
import { showPhoto } from '../../store/show-photo.ts';
import { seenOf } from '../../photo/photo.ts';
import { nameEdit } from '../../../words/name-edit.ts';
import { loadVisit, type StoredVisit } from './load-visit.ts';
import { nothingWritten, deleteUnusedPhotos, writeVisit, writeVisitAtOnce, type Written } from './write-visit.ts';

/** Gathers the changes of one moment. */
const PAUSE_MS = 500;
const MAX_IDLE_WAIT_MS = 1000;
/** Deleted edits can be taken back for less than this. */
const CLEANUP_DELAY_MS = 20_000;

/** Reads the history of the last visit and keeps this one's on disk from then on. */
export function startSavingHistory(store: AppStore, opening: Promise<OpenedHistory>): HistorySaver {
  let visit: StoredVisit | null = null;

  const setPersistence = (change: Partial<PersistenceState>): void =>
    store.setState(({ persistence }) => ({ persistence: { ...persistence, ...change } }));

  const keepNothing = (status: 'elsewhere' | 'newer' | 'off'): void => {
    setPersistence({ status });
    if (status === 'newer') toast.error(texts.history.newer);
  };

  void opening.then(async (answer) => {
    if (answer.status !== 'open') {
      keepNothing(answer.status);
      return;
    }
    const written = nothingWritten();
    try {
      visit = await loadVisit(answer.database);
    } catch (error) {
      // A history that cannot be read must not stop the page.
      if (isOfNewerVersion(error)) {
        keepNothing('newer');
        return;
      }
    }
    if (visit === null) {
      if (await hasLostRecords(answer.database)) toast(texts.history.recordsGone);
    } else {
      const { entries, session, photoHashes, shrunk } = visit;
      if (shrunk.size > 0) toast(texts.history.photosGone);
      // What is left of a photo is kept as a photo of its own.
      for (const entry of entries) if (!shrunk.has(entry.photo)) written.entries.set(entry.id, entry);
      for (const [key, hash] of photoHashes) written.photos.set(key, hash);
      store.setState(({ history }) => ({ history: prependEdits(history, entries) }));
      if (session !== null) {
        const { photo, recipe, result } = session;
        const words = nameEdit(recipe.prompts) || recipe.prompts.source;
        const image = seenOf(photo, result?.image ?? photo.pixels);
        setPersistence({ continuation: { photoName: photo.name, words, image } });
      }
    }
    setPersistence({ status: 'kept' });
    watch(store, answer.database, written, setPersistence);
  });

  return {
    continueVisit() {
      const session = visit?.session;
      if (session == null) return;
      const { photo, recipe, result, resultKey, order, cursor } = session;
      setPersistence({ continuation: null });
      store.setState((state) => ({
        ...showPhoto(state, { photo, recipe, run: showResult(result, resultKey) }),
        history: selectEntry(state.history, order[cursor] ?? ''),
      }));
    },
  };
}

/** Whether there are photos of a visit of which nothing else is known. */
async function hasLostRecords({ records, photos }: HistoryDatabase): Promise<boolean> {
  try {
    return (await records.get('session', 'last')) === undefined && (await photos.hasAny());
  } catch {
    return false;
  }
}

/** Writes what changes, after a pause, one save after the other. */
function watch(
  store: AppStore,
  database: HistoryDatabase,
  written: Written,
  setPersistence: (change: Partial<PersistenceState>) => void,
): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let cleanupTimer: ReturnType<typeof setTimeout> | undefined;
  let saving: Promise<void> = Promise.resolve();
  let changes = 0;

  const save = async (): Promise<void> => {
    const state = store.getState();
    const changesBefore = changes;
    if (state.photo === null) return;
    try {
      await writeVisit(database, written, state, waitForIdle);
      setPersistence({ status: 'kept', isWritten: changes === changesBefore });
    } catch (error) {
      const isFull = error instanceof DOMException && error.name === 'QuotaExceededError';
      if (isFull) await deleteUnusedPhotos(database, written).catch(() => undefined);
      if (isFull && store.getState().persistence.status !== 'full') toast.error(texts.history.full);
      setPersistence({ status: isFull ? 'full' : 'off' });
    }
  };
  const saveSoon = (pauseMs: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      saving = saving.then(save);
    }, pauseMs);
  };
  const deleteUnusedLater = (): void => {
    clearTimeout(cleanupTimer);
    cleanupTimer = setTimeout(() => {
      saving = saving.then(() => deleteUnusedPhotos(database, written)).catch(() => undefined);
    }, CLEANUP_DELAY_MS);
  };

  store.subscribe((state, before) => {
    const isChanged =
      state.photo !== before.photo ||
      state.prompts !== before.prompts ||
      state.tuning !== before.tuning ||
      state.run.result !== before.run.result ||
      state.history !== before.history;
    if (!isChanged) return;
    if (state.history.entries.length < before.history.entries.length || state.photo !== before.photo)
      deleteUnusedLater();
    changes += 1;
    if (state.persistence.isWritten) setPersistence({ isWritten: false });
    // A photo that was just opened does not wait for its words.
    saveSoon(state.photo?.id === before.photo?.id ? PAUSE_MS : 0);
  });
  // A hidden page may be closed without further notice.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'hidden') return;
    if (!store.getState().persistence.isWritten) writeVisitAtOnce(database, written, store.getState());
    saveSoon(0);
  });
  saveSoon(PAUSE_MS);
  deleteUnusedLater();
}

async function waitForIdle(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(() => resolve(), { timeout: MAX_IDLE_WAIT_MS });
    else setTimeout(resolve, 0);
  });
}
