/** Storage that fails at every write in turn, under the store as it is. */
import { proxy, wrap, type Remote } from 'comlink';
import { afterEach, describe, expect, it } from 'vitest';
import type { PickedFile, Result, StoredPack } from '../../src/protocol/pack-store.ts';
import type { FaultyStore } from './testing/faulty-store.worker.ts';

const SPEC = { id: 'faulty', name: 'faulty', sources: [{ repository: 'owner/name' }] };
const silent = (): void => undefined;

let worker: Worker;
let store: Remote<FaultyStore>;
/** Resolves when the thread is at the write that it does not survive. */
let crashed: Promise<'crashed'>;

function start(): void {
  worker = new Worker(new URL('testing/faulty-store.worker.ts', import.meta.url), { type: 'module' });
  const own = worker;
  crashed = new Promise((resolve) =>
    own.addEventListener('message', ({ data }) => {
      if (data === 'crash') resolve('crashed');
    }),
  );
  store = wrap<FaultyStore>(worker);
}

afterEach(() => worker.terminate());

const MODELS = ['unet', 'vae_encoder', 'vae_decoder', 'text_encoder'];

function pickFolder(): readonly PickedFile[] {
  return MODELS.map((folder) => {
    const path = `${folder}/model.onnx`;
    return { path, file: new File([folder.repeat(700)], 'model.onnx') };
  });
}

const WAYS = {
  fetch: () => store.fetch(SPEC, proxy(silent)) as Promise<Result<StoredPack>>,
  copy: () => store.copy(SPEC.id, SPEC.name, [...pickFolder()], proxy(silent)) as Promise<Result<StoredPack>>,
} as const;

/** As a person would: once more. What is kept then is whole, by its checksums. */
async function expectRepaired(way: keyof typeof WAYS, write: number): Promise<void> {
  const again = await WAYS[way]();
  expect([write, again.ok && again.value.isComplete, again]).toEqual([write, true, expect.anything()]);
  expect([write, await store.verify(SPEC.id, proxy(silent))]).toEqual([write, { ok: true, value: [] }]);
  expect((await store.remove(SPEC.id)).ok).toBe(true);
}

describe.each(['fetch', 'copy'] as const)('a pack that is kept by %s', (way) => {
  it.each(['full', 'short'] as const)('survives a disk that is %s at any write', async (fault) => {
    start();
    await store.remove(SPEC.id);
    await store.failAt(0, fault);
    expect((await WAYS[way]()).ok).toBe(true);
    const writes = await store.failAt(0, fault);
    expect(writes).toBeGreaterThan(7);
    for (let write = 1; write <= writes; write++) {
      await store.remove(SPEC.id);
      await store.failAt(write, fault);
      const failed = await WAYS[way]();
      expect([write, failed.ok ? 'ok' : failed.error.code]).toEqual([write, 'store/no-space']);
      await store.failAt(0, fault);
      // At the last write the record has been written once.
      const listed = await store.list();
      const isListedWhole = listed.ok && listed.value.packs.some(({ isComplete }) => isComplete);
      const damaged = isListedWhole ? await store.verify(SPEC.id, proxy(silent)) : null;
      expect([write, damaged ?? { ok: true, value: [] }]).toEqual([write, { ok: true, value: [] }]);
      await expectRepaired(way, write);
    }
  });

  it('survives the end of the thread at any write, and what a complete one has is not lost by a check', async () => {
    start();
    await store.remove(SPEC.id);
    await store.failAt(0, 'crash');
    expect((await WAYS[way]()).ok).toBe(true);
    const writes = await store.failAt(0, 'crash');
    for (let write = 1; write <= writes; write++) {
      await store.remove(SPEC.id);
      await store.failAt(write, 'crash');
      await end(WAYS[way]());
      await expectRepaired(way, write);
    }
    // Both records of a pack that is whole: after a crash in either it is still listed.
    for (const write of [1, 2]) {
      expect((await WAYS[way]()).ok).toBe(true);
      await store.failAt(write, 'crash');
      await end(store.verify(SPEC.id, proxy(silent)));
      const listed = await store.list();
      expect(listed.ok && listed.value.packs.map(({ id, isComplete }) => [id, isComplete])).toEqual([[SPEC.id, true]]);
      expect((await store.remove(SPEC.id)).ok).toBe(true);
    }
  });
});

/** Waits for the write that the thread does not survive, and starts another. */
async function end(work: Promise<unknown>): Promise<void> {
  expect(await Promise.race([crashed, work])).toBe('crashed');
  worker.terminate();
  start();
}
