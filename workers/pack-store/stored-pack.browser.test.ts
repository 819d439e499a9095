/** Packs that another release kept. */
import { proxy, wrap, type Remote } from 'comlink';
import { afterEach, beforeEach, expect, it } from 'vitest';
import ledger from '../../test/fixtures/stored/0.1.0/ledger.bin?url';
import record from '../../test/fixtures/stored/0.1.0/record.json?raw';
import type { PickedFile } from '../../src/protocol/pack-store.ts';
import type { FaultyStore } from './testing/faulty-store.worker.ts';

const ID = 'owner--name';
const SPEC = { id: ID, name: 'owner/name', sources: [{ repository: 'owner/name' }] };
const silent = (): void => undefined;

let worker: Worker;
let store: Remote<FaultyStore>;
let folder: FileSystemDirectoryHandle;

beforeEach(async () => {
  worker = new Worker(new URL('testing/faulty-store.worker.ts', import.meta.url), { type: 'module' });
  store = wrap<FaultyStore>(worker);
  const packs = await (await navigator.storage.getDirectory()).getDirectoryHandle('packs', { create: true });
  folder = await packs.getDirectoryHandle(ID, { create: true });
});
afterEach(async () => {
  await store.remove(ID);
  worker.terminate();
});

async function put(name: string, content: Blob | string): Promise<void> {
  const stream = await (await folder.getFileHandle(name, { create: true })).createWritable();
  await stream.write(content);
  await stream.close();
}

async function read(): Promise<readonly (readonly [string, string])[]> {
  const files: [string, string][] = [];
  for await (const entry of folder.values()) {
    if (entry.kind === 'file') files.push([entry.name, await (await (entry as FileSystemFileHandle).getFile()).text()]);
  }
  return files.toSorted();
}

it('one that an earlier release was fetching is listed with what has arrived', async () => {
  await put('record.json', record);
  await put('ledger.bin', await (await fetch(ledger)).blob());
  const listed = await store.list();
  expect(listed.ok && listed.value.packs).toEqual([
    expect.objectContaining({ id: ID, license: 'mit', sizeBytes: 1500, arrivedBytes: 1250, isComplete: false }),
  ]);
});

it('one of a newer release is not listed, and nothing is fetched or copied over it', async () => {
  await put('record.json', record.replace('"formatVersion":1', '"formatVersion":2'));
  const before = await read();
  const listed = await store.list();
  expect(listed.ok && listed.value.packs).toEqual([]);
  const refused = { ok: false, error: { code: 'store/newer', parameters: { pack: ID } } };
  expect(await store.fetch(SPEC, proxy(silent))).toEqual(refused);
  const picked: readonly PickedFile[] = ['unet', 'vae_encoder', 'vae_decoder', 'text_encoder'].map((part) => ({
    path: `${part}/model.onnx`,
    file: new File([part], 'model.onnx'),
  }));
  expect(await store.copy(ID, 'owner/name', [...picked], proxy(silent))).toEqual(refused);
  expect(await read()).toEqual(before);
});
