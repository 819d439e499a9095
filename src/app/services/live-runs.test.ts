import { expect, it } from 'vitest';
import { planPart, planWhole } from '../../imaging/plan-extents.ts';
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
    engine: {
      edit: () => Promise.reject(new Error('the port is closed')),
      locate: () => Promise.reject(new Error('nothing is looked for')),
      cancel: () => undefined,
    },
    photos: { open: () => Promise.reject(new Error('nothing is cut')) },
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

it('the photo on screen is the one that the picture beside it was made of, at any moment', async () => {
  const { photo: small, prompts, result } = createEntry('1', 'beach');
  const extent = { width: 6, height: 2 };
  const { crop } = planWhole(extent, small.pixels);
  const photo = { ...small, widthPx: 6, heightPx: 2, crop, followsWords: true } as const;
  const store = createAppStore();
  const due: (() => void)[] = [];
  const found = { width: 6, height: 6, strength: Uint8Array.from({ length: 36 }, (_, i) => (i === 17 ? 255 : 0)) };
  startLiveRuns({
    store,
    engine: {
      edit: async ({ runId, target }) => ({ ok: true, value: { ...result, runId, psnrBound: target.length } }),
      locate: async ({ target }) => ({ ok: true, value: target.includes('night') ? null : found }),
      cancel: () => undefined,
    },
    photos: {
      open: async (_, pack, part) => {
        const { crop: cut } = planPart(part, extent, pack);
        return { ok: true, value: { widthPx: 6, heightPx: 2, crop: cut, pixels: small.pixels, colourLosses: [] } };
      },
    },
    previews: createPreviewBus(),
    clock: { now: () => 0, schedule: (callback) => (due.push(callback), () => undefined) },
    openModel: () => undefined,
  });
  const opened = {
    manifest: { image: { width: 2, height: 2 }, vocabulary: { words: [] } },
    defaults: {},
  } as unknown as OpenedPack;
  const seen = new Set<string>();
  store.subscribe(({ photo: shown, run }) => {
    seen.add(`${run.result === null ? 'nothing' : run.result.psnrBound} of ${shown?.crop.x} to ${shown?.crop.width}`);
  });
  const run = async (target: string) => {
    store.setState({ prompts: { ...prompts, target } });
    due.at(-1)?.();
    await expect.poll(() => store.getState().run.result?.psnrBound).toBe(target.length);
  };
  store.setState({ photo, pack: { ...store.getState().pack, status: 'open', opened } });
  await run('a ball at night');
  await run('a blue ball');
  expect([...seen]).toEqual(['nothing of 0 to 6', '15 of 0 to 6', '11 of 4 to 2']);
  const { history, run: last } = store.getState();
  expect(history.entries.map(({ photo: of }) => of.crop.width)).toEqual([6, 2]);
  expect(last.frame).toBeNull();
});
