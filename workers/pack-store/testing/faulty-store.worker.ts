/** The pack store on the browser's own storage, one write of which goes wrong, and a hub of five small files. */
import { expose } from 'comlink';
import type { HubTransport } from '../../../src/packs/hub/hub-transport.ts';
import type { PackStore } from '../../../src/protocol/pack-store.ts';
import { createPackStore } from '../create-pack-store.ts';
import { sha1 } from '../sha1.ts';

/** `full`: it throws; `short`: half of it is written, and nothing after it; `crash`: the thread ends there. */
export type WriteFault = 'full' | 'short' | 'crash';

export interface FaultyStore extends PackStore {
  /** Makes the n-th write from now on go wrong; 0 for none. Gives the writes since the last call. */
  failAt(write: number, fault: WriteFault): Promise<number>;
}

/** Told before the thread is to be ended. */
export const CRASH = 'crash';

let writes = 0;
let failing = 0;
let kind: WriteFault = 'full';
let isFull = false;

const write = FileSystemSyncAccessHandle.prototype.write;
FileSystemSyncAccessHandle.prototype.write = function writeFaultily(buffer, options) {
  writes += 1;
  if (isFull) return 0;
  if (writes !== failing) return write.call(this, buffer, options);
  if (kind === 'full') throw new DOMException('the disk is full', 'QuotaExceededError');
  const bytes = new Uint8Array(ArrayBuffer.isView(buffer) ? buffer.buffer : buffer);
  const [start, length] = ArrayBuffer.isView(buffer) ? [buffer.byteOffset, buffer.byteLength] : [0, bytes.length];
  const half = write.call(this, bytes.subarray(start, start + (length >> 1)), options);
  if (kind === 'crash') {
    // Nothing that waits goes on after this; what the call stack still does, it does without writing.
    isFull = true;
    self.postMessage(CRASH);
    self.close();
    throw new Error('the thread ends');
  }
  isFull = true;
  return half;
};

const FILES: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = Object.fromEntries(
  ['unet', 'vae_encoder', 'vae_decoder', 'text_encoder'].map((folder, index) => [
    `${folder}/model.onnx`,
    Uint8Array.from({ length: 1000 * (index + 1) }, (_, at) => (at * (index + 3)) & 0xff),
  ]),
);

async function listFiles(): Promise<object> {
  const entries = Object.entries(FILES).map(async ([path, bytes]) => {
    const blob = await new Blob([`blob ${bytes.length}\0`, bytes]).arrayBuffer();
    return { type: 'file', path, size: bytes.length, oid: await sha1(new Uint8Array(blob)) };
  });
  return Promise.all(entries);
}

const transport: HubTransport = {
  async get(url, { range } = {}) {
    const path = /\/resolve\/[^/]+\/(.+)$/.exec(url)?.[1] ?? '';
    const bytes = FILES[path]?.subarray(range?.first ?? 0, range === undefined ? undefined : range.last + 1);
    return {
      status: range === undefined ? 200 : 206,
      header: () => null,
      json: () => (url.includes('/tree/') ? listFiles() : Promise.resolve({ sha: 'c0ffee' })),
      async *pieces() {
        const whole = bytes ?? new Uint8Array();
        for (let at = 0; at < whole.length; at += 2000) yield whole.subarray(at, at + 2000);
      },
    };
  },
};

const store: FaultyStore = {
  ...createPackStore(transport),
  async failAt(next, fault) {
    const before = writes;
    [writes, failing, kind, isFull] = [0, next, fault, false];
    return before;
  },
};
expose(store);
