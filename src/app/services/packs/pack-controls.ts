import { toast } from 'sonner';
import type { EngineError } from '../../../protocol/errors.ts';
import { getKnownPack, isKnownPackId } from '../../../protocol/known-packs.ts';
import { formatRepository, type RepositoryAddress } from '../../../protocol/parse-repository.ts';
import type { PackSpec, PackStore, Result, StoreListener } from '../../../protocol/pack-store.ts';
import { texts } from '../../i18n/texts.ts';
import { describeError } from '../../i18n/describe-error.ts';
import type { PackControls } from '../../app-context.ts';
import type { AppStore } from '../../store/app-store.ts';
import {
  beginWork,
  copyIdOf,
  endWork,
  clearNote,
  isSameChoice,
  applyStoreEvent,
  setNote,
  STARTER_CHOICE,
  type PackChoice,
  type PackFolder,
  type PacksState,
} from '../../store/packs-state.ts';
import { NO_RUN } from '../../store/run-reducer.ts';
import { deleteFolderRecord, saveFolderRecord, loadFolderRecords } from '../../storage/folder-records.ts';
import { readHandle, type PickedFolder } from '../../browser/pick-folder.ts';
import { savePackChoice } from '../../storage/pack-choice.ts';

export interface PackControlsOptions {
  readonly store: AppStore;
  readonly packs: PackStore;
  /** Ends the worker that computes: the memory that a pack took is given back only with it. */
  readonly closeEngine: () => void;
  /** Loads the chosen pack. */
  readonly openModel: () => void;
}

/** Keeps the list of packs in step with the store of packs, and the engine with the choice. */
export function createPackControls({ store, packs, closeEngine, openModel }: PackControlsOptions): PackControls {
  const update = (change: (state: PacksState) => PacksState): void => {
    store.setState((state) => ({ packs: change(state.packs) }));
  };

  let requests = 0;
  /** The answer to the last request counts: earlier ones may come in after it. */
  const refresh = async (): Promise<void> => {
    const request = ++requests;
    const answer = await packs.list();
    if (request !== requests) return;
    update((state) =>
      answer.ok ? { ...state, content: answer.value, problem: null } : { ...state, problem: answer.error },
    );
  };

  const isListed = (id: string): boolean =>
    store.getState().packs.content?.packs.some((pack) => pack.id === id) === true;

  /** Work that is going on, by pack; resolves when it has ended, whatever its end. */
  const running = new Map<string, Promise<unknown>>();

  /** Shows the work on a pack from its beginning to its end; null when it failed. */
  const work = async <T>(id: string, task: (onEvent: StoreListener) => Promise<Result<T>>): Promise<T | null> => {
    if (running.has(id)) return null;
    update((state) => beginWork(state, id));
    let isAsking = false;
    const ending = task((event) => {
      update((state) => applyStoreEvent(state, id, event));
      // A new pack is in the store a moment after its first bytes.
      if (isAsking || isListed(id)) return;
      isAsking = true;
      void refresh().finally(() => {
        isAsking = false;
      });
      // A folder may have gone before it could be read: the work has to end then as well.
    }).catch(storeFailure);
    running.set(id, ending);
    const answer = await ending;
    running.delete(id);
    // The list first: a pack must not be gone from the page for a moment.
    await refresh();
    update((state) => endWork(state, id, answer.ok ? null : answer.error));
    return answer.ok ? answer.value : null;
  };

  const choose = (choice: PackChoice): void => {
    const { pack, packs: state } = store.getState();
    if (isSameChoice(choice, state.choice) && pack.status !== 'failed') return;
    closeEngine();
    savePackChoice(isTemporary(choice, state.folders) ? STARTER_CHOICE : choice);
    store.setState((current) => ({
      packs: { ...current.packs, choice },
      pack: { status: 'closed', opened: null, error: null, step: 0, steps: 0 },
      run: NO_RUN,
    }));
    openModel();
  };

  /** A pack that is to be changed must not be open. */
  const closeIfChosen = (choice: PackChoice): void => {
    if (isSameChoice(choice, store.getState().packs.choice)) choose(STARTER_CHOICE);
  };

  const showError = (error: EngineError): void => void toast.error(describeError(error));

  /** What was asked for in this visit, by the id of the pack: of what did not arrive at all nothing else is known. */
  const asked = new Map<string, PackSpec>();

  const fetchPack = async (spec: PackSpec): Promise<void> => {
    asked.set(spec.id, spec);
    closeIfChosen({ kind: 'stored', id: spec.id });
    // Without it the browser may delete gigabytes when the disk fills up. It may say no: then it was asked.
    await navigator.storage.persist().catch(() => false);
    await work(spec.id, (onEvent) => packs.fetch(spec, onEvent));
  };

  return {
    openDialog: () => update((state) => ({ ...state, isDialogOpen: true })),
    closeDialog: () => update((state) => ({ ...state, isDialogOpen: false })),
    refresh,
    choose,
    inspect: (address) => packs.inspect(specOf(address)),
    fetch: fetchPack,
    continue: (id, name) => {
      const known = isKnownPackId(id) ? getKnownPack(id) : asked.get(id);
      return fetchPack({ id, name, sources: known?.sources ?? [] });
    },
    dismiss: (id) => update((state) => clearNote(state, id)),
    pause: (id) => void packs.stop(id),

    async verify(id) {
      const damaged = await work(id, (onEvent) => packs.verify(id, onEvent));
      if (damaged === null) return;
      if (damaged.length > 0) closeIfChosen({ kind: 'stored', id });
      update((state) =>
        setNote(state, id, damaged.length === 0 ? { kind: 'sound' } : { kind: 'damaged', files: damaged }),
      );
    },

    async remove(id, name) {
      closeIfChosen({ kind: 'stored', id });
      await packs.stop(id);
      await running.get(id);
      await refresh();
      const arrived = store.getState().packs.content?.packs.find((pack) => pack.id === id)?.arrivedBytes ?? 0;
      const answer = await packs.remove(id);
      await refresh();
      if (!answer.ok) {
        showError(answer.error);
        return;
      }
      update((state) => clearNote(state, id));
      toast.success(texts.packs.removed(name, arrived));
    },

    async addFolder(picked) {
      const known = await findKnown(picked, store.getState().packs.folders);
      const folder = known ?? folderOf(picked);
      if (known === null) update((state) => ({ ...state, folders: [...state.folders, folder] }));
      if (picked.kind === 'handle') await saveFolderRecord(folder.id, picked.handle);
      choose({ kind: 'folder', id: folder.id });
    },

    async copyFolder({ id, name, source }) {
      const copyId = copyIdOf(id);
      const copied = await work(copyId, async (onEvent) => {
        const files = source instanceof FileSystemDirectoryHandle ? await readHandle(source) : source;
        return packs.copy(copyId, name, files, onEvent);
      });
      if (copied !== null) choose({ kind: 'stored', id: copyId });
    },

    async removeFolder({ id }) {
      closeIfChosen({ kind: 'folder', id });
      update((state) => ({ ...state, folders: state.folders.filter((folder) => folder.id !== id) }));
      await deleteFolderRecord(id).catch(() => undefined);
    },
  };
}

/** Folders of earlier visits, once they have been read. */
export async function loadFolders(store: AppStore): Promise<void> {
  const stored = await loadFolderRecords();
  store.setState(({ packs }) => {
    const known = new Set(packs.folders.map(({ id }) => id));
    return { packs: { ...packs, folders: [...packs.folders, ...stored.filter(({ id }) => !known.has(id))] } };
  });
}

/** Files that were chosen without a handle are gone on the next visit. */
function isTemporary(choice: PackChoice, folders: readonly PackFolder[]): boolean {
  const folder = choice.kind === 'folder' ? folders.find(({ id }) => id === choice.id) : undefined;
  return folder !== undefined && !(folder.source instanceof FileSystemDirectoryHandle);
}

/** A pack that is one repository. */
function specOf(address: RepositoryAddress): PackSpec {
  const named = formatRepository(address);
  const [, ...name] = named.split('/');
  return { id: named.replaceAll('/', '--'), name: name.join('/'), sources: [address] };
}

function folderOf(picked: PickedFolder): PackFolder {
  const id = crypto.randomUUID();
  return picked.kind === 'handle'
    ? { id, name: picked.handle.name, source: picked.handle }
    : { id, name: picked.name, source: picked.files };
}

async function findKnown(picked: PickedFolder, folders: readonly PackFolder[]): Promise<PackFolder | null> {
  if (picked.kind === 'files') return null;
  for (const folder of folders) {
    const { source } = folder;
    if (!(source instanceof FileSystemDirectoryHandle)) continue;
    // A folder of an earlier visit may be gone by now.
    if (await source.isSameEntry(picked.handle).catch(() => false)) return folder;
  }
  return null;
}

function storeFailure(error: unknown): Result<never> {
  return { ok: false, error: { code: 'store/failed', parameters: { reason: String(error) } } };
}
