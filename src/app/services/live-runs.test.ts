import { expect, it } from 'vitest';
import type { OpenedPack } from '../../protocol/engine.ts';
import { createAppStore } from '../store/app-store.ts';
import { createEntry } from '../store/testing/history-entry.ts';
import { startLiveRuns } from './live-runs.ts';
import { createPreviewBus } from './preview-bus.ts';

it('a run ends as failed where nothing answers it', async () => {
  const { photo, prompts } = createEntry('1', 'beach');
  const store = createAppStore();
  const due: (() => void)[] = [];
  startLiveRuns({
    store,
    engine: { edit: () => Promise.reject(new Error('the port is closed')), cancel: () => undefined },
    previews: createPreviewBus(),
    clock: { now: () => 0, schedule: (callback) => (due.push(callback), () => undefined) },
    openModel: () => undefined,
  });
  const opened = {
    manifest: { image: { width: 2, height: 2 }, vocabulary: { words: [] } },
    defaults: {},
  } as unknown as OpenedPack;
  const { pack } = store.getState();
  store.setState({ photo, prompts, pack: { ...pack, status: 'open', opened } });
  due[0]?.();
  expect(store.getState().run.status).toBe('running');
  await expect.poll(() => store.getState().run.status).toBe('failed');
  expect(store.getState().run.error).toMatchObject({ code: 'run/failed' });
});
