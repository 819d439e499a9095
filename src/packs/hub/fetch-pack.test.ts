import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import type { StoreEvent } from '../../protocol/pack-store.ts';
import { countServedTwice, startHubServer, type HubServer } from '../../../test/hub-server.ts';
import { choosePackFiles } from './choose-pack-files.ts';
import { countArrived, encodeEntry, openLedger } from './download-ledger.ts';
import { fetchPack } from './fetch-pack.ts';
import { createFetchTransport } from './fetch-transport.ts';
import { listRepository } from './list-repository.ts';
import { planParts } from './part-plan.ts';

const REPOSITORY = 'renoir/starter';
const FOLDER = fileURLToPath(new URL('../../../public/models/starter/', import.meta.url));
const PART_BYTES = 300_000;
const UNET_WEIGHTS = 'unet/model.onnx_data';

let hub: HubServer | undefined;
afterEach(() => hub?.close());

/** A store in memory, whose ledger is kept as bytes: what a program that ends and starts again finds. */
async function createStore(server: HubServer) {
  const timers = new Set<() => void>();
  const transport = createFetchTransport(fetch, () => {
    let end = (): void => undefined;
    const over = new Promise<void>((resolve) => {
      end = resolve;
    });
    timers.add(end);
    return { over, cancel: () => timers.delete(end) };
  });
  const source = { repository: REPOSITORY };
  const listing = await listRepository(transport, server.origin, REPOSITORY);
  const files = choosePackFiles([{ source, listing }]);
  const parts = planParts(
    files.map(({ sizeBytes }) => sizeBytes),
    PART_BYTES,
  );
  const content = files.map(({ sizeBytes }) => new Uint8Array(sizeBytes));
  const entries = new Uint8Array(4 * parts.length);
  const verified = new Set<number>();
  const waited: number[] = [];
  return {
    files,
    /** Lets the time be over that a line may be silent. */
    endSilence: () => {
      for (const end of timers) end();
    },
    timers,
    /** Seconds, as they were asked for. */
    waited,
    content,
    arrivedBytes: () => countArrived(openLedger(parts, entries)),
    async fetch(onEvent: (event: StoreEvent) => void = () => undefined, signal = new AbortController().signal) {
      await fetchPack({
        origin: server.origin,
        files,
        parts,
        ledger: openLedger(parts, entries),
        verified,
        storage: {
          write: async (file, offset, bytes) => content[file]?.set(bytes, offset),
          saveEntry: async (ledger, part) => entries.set(encodeEntry(ledger, part), 4 * part),
          saveVerified: async (file, isVerified) => void (isVerified ? verified.add(file) : verified.delete(file)),
          pieces: async function* (file) {
            yield content[file] ?? new Uint8Array();
          },
        },
        transport,
        sha1: async (bytes) => createHash('sha1').update(bytes).digest('hex'),
        nowSeconds: () => performance.now() / 1000,
        waitSeconds: async (seconds) => {
          waited.push(seconds);
        },
        signal,
        onEvent,
      });
    },
  };
}

async function startStarterHub() {
  hub = await startHubServer({ repositories: { [REPOSITORY]: FOLDER } });
  return { hub, store: await createStore(hub) };
}

test('a pack arrives whole, no byte twice, and what was not asked for stays there', async () => {
  const { hub, store } = await startStarterHub();
  const events: StoreEvent[] = [];
  await store.fetch((event) => events.push(event));
  for (const [index, { path }] of store.files.entries()) {
    expect([path, (await readFile(FOLDER + path)).equals(store.content[index] ?? Buffer.of())]).toEqual([path, true]);
  }
  expect(countServedTwice(hub.served())).toBe(0);
  expect(hub.served().some(({ path }) => path === 'MODEL_CARD.md')).toBe(false);
  const done = events.flatMap((event) => (event.type === 'progress' ? [event.doneBytes] : []));
  expect(done).toEqual([...done].sort((a, b) => a - b));
  expect(done.at(-1)).toBe(store.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
});

test('after a lost connection the rest is fetched, and nothing that had arrived', async () => {
  const { hub, store } = await startStarterHub();
  hub.cutAfter(4_500_000);
  await expect(store.fetch()).rejects.toMatchObject({ error: { code: 'hub/unreachable' } });
  const arrived = store.arrivedBytes();
  expect(arrived).toBeGreaterThan(0);
  expect(arrived).toBeLessThanOrEqual(4_500_000);
  const before = hub.served().length;
  hub.mend();
  await store.fetch();
  const asked = hub.served().slice(before);
  expect(asked.reduce((sum, { length }) => sum + length, 0) + arrived).toBe(
    store.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  );
});

test('a line that breaks now and then is taken up again without a word', async () => {
  const { hub, store } = await startStarterHub();
  hub.cutAfter(2_000_000);
  const mending = setInterval(() => hub.mend(), 20);
  await store.fetch().finally(() => clearInterval(mending));
  expect(store.arrivedBytes()).toBe(store.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
});

test('a line that stays open and silent is given up and the rest asked for anew', async () => {
  const { hub, store } = await startStarterHub();
  let stalls = 0;
  hub.stallAfter(3_000_000, () => {
    stalls += 1;
    hub.mend();
    store.endSilence();
  });
  await store.fetch();
  expect(stalls).toBe(1);
  expect(store.arrivedBytes()).toBe(store.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  // What was sent on the other lines, which were given up with it, may come twice; nothing else does.
  expect(countServedTwice(hub.served())).toBeLessThan(3_000_000);
  expect(store.timers.size).toBe(0);
});

test('a hub that is silent for good is unreachable, and what has arrived stays', async () => {
  const { hub, store } = await startStarterHub();
  hub.stallAfter(2_000_000, store.endSilence);
  await expect(store.fetch()).rejects.toMatchObject({ error: { code: 'hub/unreachable' } });
  expect(store.arrivedBytes()).toBeGreaterThan(1_000_000);
  hub.mend();
  await store.fetch();
});

test('a file that arrives damaged is refused by name and fetched again, it alone', async () => {
  const { hub, store } = await startStarterHub();
  hub.corrupt(UNET_WEIGHTS, 1_234_567, 1);
  const events: StoreEvent[] = [];
  await store.fetch((event) => events.push(event));
  expect(events.filter(({ type }) => type === 'refused')).toEqual([{ type: 'refused', file: UNET_WEIGHTS }]);
  const bytesOf = (path: string) =>
    hub.served().reduce((sum, range) => sum + (range.path === path ? range.length : 0), 0);
  for (const { path, sizeBytes } of store.files) {
    expect([path, bytesOf(path)]).toEqual([path, path === UNET_WEIGHTS ? 2 * sizeBytes : sizeBytes]);
  }
});

test('a file that is always damaged ends it, named', async () => {
  const { hub, store } = await startStarterHub();
  hub.corrupt('tokenizer/vocab.json', 17, 99);
  await expect(store.fetch()).rejects.toMatchObject({
    error: { code: 'pack/corrupt-file', parameters: { file: 'tokenizer/vocab.json' } },
  });
});

test('stopping keeps what has arrived', async () => {
  const { store } = await startStarterHub();
  const abort = new AbortController();
  const stopping = store.fetch((event) => {
    if (event.type === 'progress' && event.doneBytes > 1_000_000) abort.abort();
  }, abort.signal);
  await expect(stopping).rejects.toMatchObject({ error: { code: 'store/stopped' } });
  expect(store.arrivedBytes()).toBeGreaterThan(1_000_000);
  await store.fetch();
});

test('a hub that is not there is unreachable', async () => {
  const { hub, store } = await startStarterHub();
  await hub.close();
  await expect(store.fetch()).rejects.toMatchObject({ error: { code: 'hub/unreachable' } });
});

test.each([
  [401, 'hub/forbidden', {}],
  [403, 'hub/forbidden', {}],
  [404, 'hub/not-found', {}],
  [429, 'hub/rate-limited', {}],
  [503, 'hub/unavailable', { status: 503 }],
] as const)('files that are always answered with %d end it as %s', async (status, code, parameters) => {
  const { hub, store } = await startStarterHub();
  hub.answerWith(status, Infinity);
  await expect(store.fetch()).rejects.toMatchObject({
    error: { code, parameters: { repository: REPOSITORY, ...parameters } },
  });
});

test('a hub that asks to wait is asked again after that time, and one that asks for too long is left alone', async () => {
  const { hub, store } = await startStarterHub();
  hub.answerWith(429, 1, { 'retry-after': '30' });
  await store.fetch();
  expect(store.waited).toEqual(Array.from({ length: 30 }, () => 1));
  const other = await createStore(hub);
  hub.answerWith(429, Infinity, { 'retry-after': '3600' });
  await expect(other.fetch()).rejects.toMatchObject({
    error: { code: 'hub/rate-limited', parameters: { seconds: 3600 } },
  });
  expect(other.waited).toEqual([]);
});

test('parts that the server says are not there end it: the file is another than was listed', async () => {
  const { hub, store } = await startStarterHub();
  hub.answerWith(416, Infinity);
  await expect(store.fetch()).rejects.toMatchObject({ error: { code: 'hub/changed' } });
  hub.answerWith(0, 0);
  await store.fetch();
});

test('a file that becomes another between two of its parts is never taken for whole', async () => {
  const { hub, store } = await startStarterHub();
  const listed = await readFile(FOLDER + UNET_WEIGHTS);
  // Of the same size: only its checksum tells.
  hub.replaceAfter(UNET_WEIGHTS, 2 * PART_BYTES, Buffer.from(listed.map((byte) => byte ^ 1)));
  await expect(store.fetch()).rejects.toMatchObject({
    error: { code: 'pack/corrupt-file', parameters: { file: UNET_WEIGHTS } },
  });
  // Of another size: the next part says so.
  hub.replaceAfter(UNET_WEIGHTS, 0, listed.subarray(1000));
  await expect(store.fetch()).rejects.toMatchObject({
    error: { code: 'hub/changed', parameters: { file: UNET_WEIGHTS } },
  });
  hub.replaceAfter(UNET_WEIGHTS, 0, listed);
  await store.fetch();
  for (const [index, { path }] of store.files.entries()) {
    expect([path, (await readFile(FOLDER + path)).equals(store.content[index] ?? Buffer.of())]).toEqual([path, true]);
  }
});

test('redirects to a host that does not answer, and in a circle, are named; what has arrived stays', async () => {
  const { hub, store } = await startStarterHub();
  hub.cutAfter(2_000_000);
  await expect(store.fetch()).rejects.toMatchObject({ error: { code: 'hub/unreachable' } });
  hub.mend();
  const arrived = store.arrivedBytes();
  for (const location of ['http://127.0.0.1:9/elsewhere', `${hub.origin}/${REPOSITORY}/resolve/main/pack.json`]) {
    hub.answerWith(302, Infinity, { location });
    await expect(store.fetch()).rejects.toMatchObject({ error: { code: 'hub/unreachable' } });
    expect(store.arrivedBytes()).toBe(arrived);
  }
  hub.answerWith(0, 0);
  await store.fetch();
});
