import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { piecesOf } from '../../src/engine/onnx/byte-source.ts';
import { EngineFailure } from '../../src/protocol/errors.ts';
import type { PackSource, StoreEvent } from '../../src/protocol/pack-store.ts';
import { requireGraphs, type ChosenFile } from '../../src/packs/hub/choose-pack-files.ts';
import { encodeEntry, planFetch } from '../../src/packs/hub/download-ledger.ts';
import { fetchPack, type PartStorage } from '../../src/packs/hub/fetch-pack.ts';
import { startTimer } from './start-timer.ts';
import { createFetchTransport } from '../../src/packs/hub/fetch-transport.ts';
import type { HubTransport } from '../../src/packs/hub/hub-transport.ts';
import { listSources } from '../../src/packs/hub/list-sources.ts';
import { CommandFailure } from './command-failure.ts';
import { formatBytes } from './describe-pack.ts';
import { openFileSource } from './folder-reader.ts';
import { totalBytesOf } from '../../src/packs/pack-file.ts';
import { at } from '../../src/engine/at.ts';

export interface FetchOptions {
  /** For instance https://huggingface.co. */
  readonly origin: string;
  /** Where the pack comes from; a file that several have is taken from the first. */
  readonly sources: readonly PackSource[];
  /** Branch, tag or commit of every source. */
  readonly revision: string;
  readonly folder: string;
  readonly report: (line: string) => void;
  readonly waitSeconds?: (seconds: number) => Promise<void>;
}

/** Kept beside the files until all have arrived, so that a later call continues with the same commits. */
interface FetchRecord {
  /** The repositories with their revisions, as they were asked for; earlier versions did not write it. */
  readonly asked?: readonly string[];
  readonly commit: string;
  readonly license: string | null;
  readonly files: readonly ChosenFile[];
  readonly verified: readonly number[];
}

/** Hidden, so that listings of the folder skip it. */
const STATE = '.fetch';

/**
 * Fetches a pack into `folder`, by parts, each verified, and hands it to `finish`; what has arrived stays when it ends early, and a
 * later call fetches the rest. Throws `EngineFailure` as `listRepository` and `fetchPack`, and `pack/missing-file` before
 * anything is fetched.
 */
export async function fetchRepository<T>(
  options: FetchOptions,
  finish: (fetched: Pick<FetchRecord, 'commit' | 'license'>) => Promise<T>,
): Promise<T> {
  const { origin, folder, report } = options;
  const transport = createFetchTransport(fetch, startTimer);
  const state = join(folder, STATE);
  const begun = await readRecord(state);
  if (begun !== null) requireSame(begun, options);
  const record = begun ?? (await beginRecord(transport, options));
  await mkdir(state, { recursive: true });
  // Under another name first: a record is whole, or is the one before.
  const save = async (verified: readonly number[]) => {
    await writeFile(join(state, 'record.part'), JSON.stringify({ ...record, verified }));
    await rename(join(state, 'record.part'), join(state, 'record.json'));
  };
  await save(record.verified);
  const plan = planFetch(record.files, await readFile(join(state, 'ledger')).catch(() => undefined));
  const storage = await openStorage(folder, record, plan.ledger.byteLength, save);
  try {
    await fetchPack({
      origin,
      files: record.files,
      ...plan,
      verified: new Set(record.verified),
      storage,
      transport,
      sha1: async (bytes) => createHash('sha1').update(bytes).digest('hex'),
      nowSeconds: () => performance.now() / 1000,
      waitSeconds: options.waitSeconds ?? ((seconds) => wait(1000 * seconds)),
      signal: new AbortController().signal,
      onEvent: createProgress(report),
    });
  } finally {
    await storage.close();
  }
  const finished = await finish(record);
  await rm(state, { recursive: true });
  return finished;
}

/** Whether a fetch into `folder` began and did not end. */
export async function isFetching(folder: string): Promise<boolean> {
  return stat(join(folder, STATE)).then(
    (state) => state.isDirectory(),
    () => false,
  );
}

async function readRecord(state: string): Promise<FetchRecord | null> {
  const text = await readFile(join(state, 'record.json'), 'utf8').catch(() => null);
  try {
    // `fetchRepository` wrote it; a machine that went down may have kept only its beginning.
    return text === null ? null : (JSON.parse(text) as FetchRecord);
  } catch {
    return null;
  }
}

function askedOf({ sources, revision }: FetchOptions): readonly string[] {
  return sources.map(({ repository, revision: own = revision }) => `${repository}@${own}`);
}

/** What has arrived is of the commits that were listed then: other repositories or revisions cannot go on from there. */
function requireSame({ asked }: FetchRecord, options: FetchOptions): void {
  if (asked === undefined || asked.join() === askedOf(options).join()) return;
  throw new CommandFailure(
    `A download of ${asked.join(', ')} has begun in ${options.folder}: go on with that, choose another name with --id, ` +
      'or remove the folder.',
  );
}

async function beginRecord(transport: HubTransport, options: FetchOptions): Promise<FetchRecord> {
  const { origin, sources, revision, report } = options;
  const { listed, files } = await listSources(transport, origin, sources, revision);
  requireGraphs(files);
  // The main source, which everything else is taken from, names no folders.
  const { listing } = listed.find(({ source }) => source.folders === undefined) ?? {};
  if (listing === undefined) throw new EngineFailure('hub/not-found', { repository: '' });
  const { repository, commit, license } = listing;
  const size = formatBytes(totalBytesOf(files));
  report(`${repository} (${size}), licence ${license ?? 'not named'}: ${origin}/${repository}`);
  return { asked: askedOf(options), commit, license, files, verified: [] };
}

async function openStorage(
  folder: string,
  { files, verified }: FetchRecord,
  ledgerBytes: number,
  save: (verified: readonly number[]) => Promise<void>,
): Promise<PartStorage & { close(): Promise<void> }> {
  const verifiedFiles = new Set(verified);
  const handles: FileHandle[] = [];
  const pathOf = (file: number): string => join(folder, at(files, file).path);
  const openFile = async (path: string): Promise<FileHandle> => {
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(path, 'r+').catch(() => open(path, 'w+'));
    handles.push(handle);
    return handle;
  };
  const targets: FileHandle[] = [];
  for (const file of files.keys()) targets.push(await openFile(pathOf(file)));
  const ledgerFile = await openFile(join(folder, STATE, 'ledger'));
  // A ledger of another length is ignored.
  await ledgerFile.truncate(ledgerBytes);
  return {
    async write(file, offset, bytes) {
      await at(targets, file).write(bytes, 0, bytes.length, offset);
    },
    async saveEntry(ledger, part) {
      await ledgerFile.write(encodeEntry(ledger, part), 0, 4, 4 * part);
    },
    async saveVerified(file, isVerified) {
      if (isVerified) verifiedFiles.add(file);
      else verifiedFiles.delete(file);
      await save([...verifiedFiles]);
    },
    async *pieces(file) {
      yield* piecesOf(await openFileSource(pathOf(file)));
    },
    async close() {
      await Promise.all(handles.splice(0).map((handle) => handle.close()));
    },
  };
}

const REPORT_SECONDS = 2;

function createProgress(report: (line: string) => void): (event: StoreEvent) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (event) => {
    if (event.type === 'refused') return report(`${event.file} arrived damaged; it is fetched again`);
    const now = performance.now() / 1000;
    const { phase, doneBytes, totalBytes, bytesPerSecond } = event;
    if (phase === 'fetching' && now - last < REPORT_SECONDS && doneBytes < totalBytes) return;
    last = now;
    const done = `${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`;
    report(phase === 'fetching' ? `${done}, ${formatBytes(bytesPerSecond)} a second` : `${done}, checking`);
  };
}
