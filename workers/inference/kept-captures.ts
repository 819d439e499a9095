import type { GraphCapture } from '../../src/protocol/engine.ts';
import { compiledPath } from '../../src/packs/pack-layout.ts';
import { parseJsonRecord } from '../../src/packs/pack-file.ts';
import type { PackReader } from '../../src/packs/pack-reader.ts';
import type { CompiledCache } from './compiled-cache.ts';

const FILE = 'captures.json';

/** What verdicts about recordings hold for: the runtime's version and the graphics card. */
export interface CaptureScope {
  readonly runtime: string;
  readonly adapter: string;
}

/** The verdicts that an earlier visit found on the same card by the same runtime, by file; none where there are none. */
export async function readCaptures(
  reader: PackReader,
  { runtime, adapter }: CaptureScope,
): Promise<ReadonlyMap<string, GraphCapture>> {
  try {
    const kept = parseJsonRecord(await reader.read(compiledPath(FILE)), FILE);
    if (kept['runtime'] !== runtime || kept['adapter'] !== adapter) return new Map();
    return new Map(Object.entries(kept['captures'] ?? {}).filter(isVerdict));
  } catch {
    return new Map();
  }
}

export async function keepCaptures(
  captures: ReadonlyMap<string, GraphCapture>,
  scope: CaptureScope,
  keep: CompiledCache['keep'],
): Promise<void> {
  const record = { ...scope, captures: Object.fromEntries(captures) };
  // On a full disk the graphs are tried again next time.
  await keep(FILE, new TextEncoder().encode(JSON.stringify(record))).catch(() => undefined);
}

function isVerdict(entry: [string, unknown]): entry is [string, GraphCapture] {
  return entry[1] === 'captured' || entry[1] === 'refused' || entry[1] === 'differs';
}
