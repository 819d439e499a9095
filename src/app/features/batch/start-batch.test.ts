import { expect, it } from 'vitest';
import type { OpenedPack } from '../../../protocol/engine.ts';
import { createAppStore } from '../../store/app-store.ts';
import { beginBatch } from '../../store/batch-reducer.ts';
import { createEntry } from '../../store/testing/history-entry.ts';
import { startBatch } from './start-batch.ts';

it('opens the model anew, once, where its device is lost between two photos', async () => {
  const { photo, result, prompts } = createEntry('1', 'beach');
  const opened = { manifest: { image: { width: 2, height: 2 } }, defaults: {} } as unknown as OpenedPack;
  const store = createAppStore();
  const { pack } = store.getState();
  const files = ['a.png', 'b.png', 'c.png'].map((name) => new File([name], name));
  store.setState({ pack: { ...pack, status: 'open', opened }, batch: beginBatch(files) });
  let edits = 0;
  const openings: string[] = [];
  await startBatch(
    {
      store,
      live: { stop: () => undefined, retry: () => undefined, dispose: () => undefined },
      photos: {
        open: async () => ({ ok: true, value: { ...photo, colourLosses: [] } }),
        show: () => Promise.reject(new Error('nothing is shown')),
        encode: async () => ({ ok: true, value: new Blob(['a']) }),
      },
      engine: {
        edit: async () => {
          edits += 1;
          return edits === 2
            ? { ok: false, error: { code: 'device/lost', parameters: {} } }
            : { ok: true, value: result };
        },
        locate: async () => ({ ok: true, value: null }),
        liken: async () => ({ ok: true, value: null }),
        mix: () => Promise.reject(new Error('nothing is mixed')),
        cancel: () => undefined,
      },
      openModel: () => {
        openings.push(store.getState().pack.status);
        void Promise.resolve().then(() => store.setState({ pack: { ...pack, status: 'open', opened } }));
      },
    },
    prompts,
    new AbortController().signal,
  );
  const { batch } = store.getState();
  expect(batch?.items.map(({ status }) => status)).toEqual(['done', 'done', 'done']);
  expect(openings).toEqual(['closed']);
  expect(edits).toBe(4);
});
