import { readFileSync } from 'node:fs';
import type { Browser, CDPSession, Page } from '@playwright/test';
import { installHandleCount, type CountingScope, type Handles } from './count-handles.ts';

const MEGABYTE = 1e6;

/** What a visit takes, after a collection. Sizes in megabytes. */
export interface Sample {
  readonly edits: number;
  readonly seconds: number;
  /** The page's own thread: heap, buffers, canvases. */
  readonly pageMb: number;
  /** All workers together, the memory of WebAssembly among it. */
  readonly workersMb: number;
  /** Each of them, by its name. */
  readonly byWorkerMb: Readonly<Record<string, number>>;
  readonly domNodes: number;
  readonly listeners: number;
  readonly canvases: number;
  readonly page: Handles;
  /** All workers together. */
  readonly inWorkers: Handles;
  readonly privateFilesMb: number;
  readonly databaseRows: number;
  /** Pictures of the history and of its photos, as they are in the database. */
  readonly historyMb: number;
  /** Resident memory of the browser's processes, by their kind. */
  readonly residentMb: Readonly<Record<string, number>>;
  /** Threads of the page's process. */
  readonly threads: number;
}

interface MemoryBreakdown {
  readonly bytes: number;
  readonly types: readonly string[];
  readonly attribution: readonly { readonly scope: string; readonly url: string }[];
}

/** Takes samples of a page that has not been opened yet. */
export async function createSampler(browser: Browser, page: Page): Promise<(edits: number) => Promise<Sample>> {
  const started = performance.now();
  const devtools = await page.context().newCDPSession(page);
  const processes = await browser.newBrowserCDPSession();
  await devtools.send('HeapProfiler.enable');
  await page.addInitScript(installHandleCount);
  // One thread: others sleep inside WebAssembly, and the browser waits for them in vain when it measures memory.
  const prologue = `(${installHandleCount})();
    Object.defineProperty(navigator, 'hardwareConcurrency', { value: 1 });\n`;
  await page.route(/\.worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: prologue + (await response.text()) });
  });

  return async (edits) => {
    await page.evaluate(forgetTyping);
    await collect(page, devtools);
    const counters = await devtools.send('Memory.getDOMCounters');
    const inPage = await page.evaluate(readPage);
    await collect(page, devtools);
    const breakdown = await page.evaluate(measureMemory);
    const inWorkers = await Promise.all(
      page.workers().map((worker) =>
        worker
          .evaluate(() => (globalThis as CountingScope).countHandles?.() ?? null)
          // It may have been ended meanwhile.
          .catch(() => null),
      ),
    );
    const sumOf = (select: (part: MemoryBreakdown) => boolean) =>
      inMegabytes(breakdown.filter(select).reduce((sum, { bytes }) => sum + bytes, 0));
    return {
      edits,
      seconds: Math.round((performance.now() - started) / 1000),
      pageMb: sumOf((part) => part.attribution.some(({ scope }) => scope === 'Window')),
      workersMb: sumOf(isOfWorker),
      byWorkerMb: Object.fromEntries(
        [...new Set(breakdown.filter(isOfWorker).map(nameWorker))].map((name) => [
          name,
          sumOf((part) => isOfWorker(part) && nameWorker(part) === name),
        ]),
      ),
      domNodes: counters.nodes,
      listeners: counters.jsEventListeners,
      ...inPage,
      inWorkers: inWorkers.reduce<Handles>((sum, handles) => (handles === null ? sum : add(sum, handles)), NO_HANDLES),
      ...(await readProcesses(processes)),
    };
  };
}

function isOfWorker({ attribution }: MemoryBreakdown): boolean {
  return attribution.some(({ scope }) => /Worker/.test(scope));
}

/** `inference` of `…/inference.worker-….js`. */
function nameWorker({ attribution }: MemoryBreakdown): string {
  return /([^/]*)\.worker-/.exec(attribution[0]?.url ?? '')?.[1] ?? '';
}

const NO_HANDLES: Handles = { ports: 0, bitmaps: 0, offscreenCanvases: 0, objectUrls: 0, workers: 0 };

function add(a: Handles, b: Handles): Handles {
  return {
    ports: a.ports + b.ports,
    bitmaps: a.bitmaps + b.bitmaps,
    offscreenCanvases: a.offscreenCanvases + b.offscreenCanvases,
    objectUrls: a.objectUrls + b.objectUrls,
    workers: a.workers + b.workers,
  };
}

/**
 * Runs in the page. Chromium keeps the last thousand steps of typing in a field, with the elements that they took away (8 an edit), until the
 * field leaves the page: no visit of this length would show that they have an end.
 */
function forgetTyping(): void {
  for (const field of document.querySelectorAll('textarea, [contenteditable]')) {
    const place = document.createComment('');
    field.replaceWith(place);
    place.replaceWith(field);
  }
}

/** Twice: what the first collection finishes, the second frees. */
async function collect(page: Page, devtools: CDPSession): Promise<void> {
  for (let round = 0; round < 2; round++) {
    const collecting = page
      .workers()
      .map((worker) =>
        worker.evaluate(() => (globalThis as CountingScope).gc?.({ execution: 'async' })).catch(() => undefined),
      );
    await Promise.all(collecting);
    await devtools.send('HeapProfiler.collectGarbage');
  }
}

/** Runs in the page. */
async function readPage() {
  const measureFolder = async (folder: FileSystemDirectoryHandle): Promise<number> => {
    let sum = 0;
    for await (const entry of folder.values()) {
      sum += entry.kind === 'file' ? (await entry.getFile()).size : await measureFolder(entry);
    }
    return sum;
  };
  const answered = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.addEventListener('success', () => resolve(request.result), { once: true });
      request.addEventListener('error', () => reject(request.error ?? new Error('no answer')), { once: true });
    });
  const countBytes = (value: unknown): number => {
    if (typeof value !== 'object' || value === null || value instanceof Blob) return 0;
    if (ArrayBuffer.isView(value)) return value.byteLength;
    return Object.values(value).reduce<number>((sum, part) => sum + countBytes(part), 0);
  };
  let [databaseRows, historyBytes] = [0, 0];
  for (const { name } of await indexedDB.databases()) {
    const database = await answered(indexedDB.open(name ?? ''));
    for (const store of database.objectStoreNames) {
      const rows = database.transaction(store).objectStore(store);
      databaseRows += await answered(rows.count());
      if (store !== 'entries' && store !== 'photos') continue;
      for (const key of await answered(rows.getAllKeys())) {
        historyBytes += countBytes(await answered(database.transaction(store).objectStore(store).get(key)));
      }
    }
    database.close();
  }
  const { countHandles } = globalThis as CountingScope;
  if (countHandles === undefined) throw new Error('the page is not counted');
  const privateFiles = await measureFolder(await navigator.storage.getDirectory());
  return {
    canvases: document.querySelectorAll('canvas').length,
    page: countHandles(),
    privateFilesMb: Math.round(privateFiles / 1e4) / 100,
    databaseRows,
    historyMb: Math.round(historyBytes / 1e4) / 100,
  };
}

/** Runs in the page. */
async function measureMemory(): Promise<readonly MemoryBreakdown[]> {
  const { measureUserAgentSpecificMemory: measure } = performance as Performance & {
    measureUserAgentSpecificMemory?: () => Promise<{ readonly breakdown: readonly MemoryBreakdown[] }>;
  };
  if (measure === undefined) throw new Error('the page is not isolated');
  const { breakdown } = await measure.call(performance);
  return breakdown.map(({ bytes, types, attribution }) => ({
    bytes,
    types: [...types],
    attribution: attribution.map(({ scope, url }) => ({ scope, url })),
  }));
}

async function readProcesses(browser: CDPSession): Promise<Pick<Sample, 'residentMb' | 'threads'>> {
  const { processInfo } = await browser.send('SystemInfo.getProcessInfo');
  const residentMb: Record<string, number> = {};
  let threads = 0;
  for (const { type, id } of processInfo) {
    const status = readStatus(id);
    if (status === null) continue;
    residentMb[type] = Math.round((residentMb[type] ?? 0) + (numberOf(status, 'VmRSS') * 1024) / MEGABYTE);
    if (type === 'renderer') threads += numberOf(status, 'Threads');
  }
  return { residentMb, threads };
}

function readStatus(id: number): string | null {
  try {
    return readFileSync(`/proc/${id}/status`, 'utf8');
  } catch {
    return null;
  }
}

function numberOf(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? Number.NaN);
}

function inMegabytes(bytes: number): number {
  return Math.round(bytes / 1e4) / 100;
}
