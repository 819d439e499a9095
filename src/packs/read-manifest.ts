import { EngineFailure } from '../protocol/errors.ts';
import type { PackManifest } from '../protocol/pack-manifest.ts';
import { parseJsonRecord } from './pack-file.ts';
import type { PackReader } from './pack-reader.ts';
import { MANIFEST_FILE } from './pack-layout.ts';

type Kind = 'number' | 'string' | 'array' | 'object';

/** What `pack.json` must have, by dotted path. */
const FIELDS = {
  formatVersion: 'number',
  id: 'string',
  name: 'string',
  version: 'string',
  license: 'string',
  description: 'string',
  files: 'array',
  totalBytes: 'number',
  'image.width': 'number',
  'image.height': 'number',
  'latent.channels': 'number',
  'latent.height': 'number',
  'latent.width': 'number',
  'latent.scalingFactor': 'number',
  'text.maxTokens': 'number',
  'text.width': 'number',
  'vocabulary.words': 'array',
  'vocabulary.objects': 'array',
  'vocabulary.colours': 'array',
  'vocabulary.materials': 'array',
  'vocabulary.surfaces': 'array',
  'vocabulary.times': 'array',
  'vocabulary.styles': 'array',
  'vocabulary.synonyms': 'object',
  examples: 'array',
  'recommended.steps': 'number',
  'recommended.timesteps': 'array',
  'recommended.guidance': 'number',
  'recommended.editGuidance': 'number',
} as const satisfies Record<string, Kind>;

/**
 * Reads `pack.json`. Throws `EngineFailure`: `pack/missing-file`; `pack/corrupt-file` with `{ file, field }` for a field that is
 * missing or of the wrong kind; `pack/unsupported` with `{ formatVersion }` for a newer format.
 */
export async function readManifest(reader: PackReader): Promise<PackManifest> {
  const record = parseJsonRecord(await reader.read(MANIFEST_FILE), MANIFEST_FILE);
  const wrong = Object.entries(FIELDS).find(([path, kind]) => kindOf(fieldAt(record, path)) !== kind);
  if (wrong !== undefined) throw new EngineFailure('pack/corrupt-file', { file: MANIFEST_FILE, field: wrong[0] });
  if (record['formatVersion'] !== 1) {
    throw new EngineFailure('pack/unsupported', { formatVersion: Number(record['formatVersion']) });
  }
  // Every field was checked above; the elements of the lists are used as values only.
  return record as unknown as PackManifest;
}

function fieldAt(record: Readonly<Record<string, unknown>>, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (isObject(value) ? Reflect.get(value, key) : undefined), record);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value;
}
