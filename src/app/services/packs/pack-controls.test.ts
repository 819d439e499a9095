import { afterEach, expect, it, vi } from 'vitest';
import type { PackStore, Result, StoreContent, StoreEvent, StoredPack } from '../../../protocol/pack-store.ts';
import { createAppStore } from '../../store/app-store.ts';
import { createPackControls } from './pack-controls.ts';

const PACK: StoredPack = {
  id: 'a',
  name: 'A',
  source: 'hub',
  origins: ['someone/a'],
  license: null,
  sizeBytes: 10,
  arrivedBytes: 0,
  isComplete: false,
};
const PROGRESS: StoreEvent = { type: 'progress', phase: 'fetching', doneBytes: 1, totalBytes: 10, bytesPerSecond: 1 };

/** Controls on a store of packs whose answers are given by hand. */
function createControls() {
  const store = createAppStore();
  const lists: ((answer: Result<StoreContent>) => void)[] = [];
  const work: { tell: (event: StoreEvent) => void; end: () => void } = { tell: () => undefined, end: () => undefined };
  const unasked = () => Promise.reject(new Error('not asked for'));
  const packs: PackStore = {
    list: () => new Promise((resolve) => lists.push(resolve)),
    verify: (_id, onEvent) => {
      work.tell = onEvent;
      return new Promise((resolve) => (work.end = () => resolve({ ok: true, value: [] })));
    },
    inspect: unasked,
    fetch: unasked,
    copy: unasked,
    remove: unasked,
    stop: unasked,
  };
  const controls = createPackControls({ store, packs, closeEngine: () => undefined, openModel: () => undefined });
  const answer = async (index: number, ...listed: StoredPack[]) => {
    lists[index]?.({ ok: true, value: { packs: listed, space: { usedBytes: 0, freeBytes: 0 } } });
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  };
  const listed = () => store.getState().packs.content?.packs.map(({ id }) => id);
  return { controls, store, work, lists, answer, listed };
}

afterEach(() => vi.unstubAllGlobals());

it('an answer that comes in after that to a later question changes nothing', async () => {
  const { controls, answer, listed } = createControls();
  void controls.refresh();
  void controls.refresh();
  await answer(1, PACK);
  await answer(0);
  expect(listed()).toEqual(['a']);
});

it('says why the store cannot be asked, until it can', async () => {
  const { controls, store, lists, answer, listed } = createControls();
  const error = { code: 'store/unavailable', parameters: {} } as const;
  const asking = controls.refresh();
  lists[0]?.({ ok: false, error });
  await asking;
  expect(store.getState().packs.problem).toEqual(error);
  void controls.refresh();
  await answer(1, PACK);
  expect([store.getState().packs.problem, listed()]).toEqual([null, ['a']]);
});

it('asks for the list as work goes on, one question at a time, until the pack is in it', async () => {
  const { controls, work, lists, answer, listed } = createControls();
  void controls.verify('a');
  work.tell(PROGRESS);
  work.tell(PROGRESS);
  expect(lists).toHaveLength(1);
  await answer(0);
  work.tell(PROGRESS);
  expect(lists).toHaveLength(2);
  await answer(1, PACK);
  expect(listed()).toEqual(['a']);
  work.tell(PROGRESS);
  expect(lists).toHaveLength(2);
});

it('work ends where the folder that is to be copied is gone', async () => {
  class GoneFolder {
    values(): never {
      throw new DOMException('it is gone', 'NotFoundError');
    }
  }
  vi.stubGlobal('FileSystemDirectoryHandle', GoneFolder);
  const { controls, store, lists, answer } = createControls();
  const source = new GoneFolder() as unknown as FileSystemDirectoryHandle;
  const copying = controls.copyFolder({ id: 'f', name: 'F', source });
  await expect.poll(() => lists).toHaveLength(1);
  await answer(0);
  await copying;
  const { work, notes } = store.getState().packs;
  expect(work).toEqual({});
  expect(notes).toMatchObject({ 'copy-f': { kind: 'error', error: { code: 'store/failed' } } });
});
