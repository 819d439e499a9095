import type { CascadeManifest } from '../protocol/cascade-manifest.ts';
import { EngineFailure } from '../protocol/errors.ts';
import { damagedFile } from './damaged-file.ts';
import {
  type Check,
  DESCRIPTION_FIELDS,
  areTimesteps,
  either,
  firstWrongField,
  isBytes,
  isExtent,
  isName,
  isNull,
  isNumber,
  isWidth,
  listOf,
  recordOf,
} from './field-checks.ts';
import { parseJsonRecord } from './pack-file.ts';
import { MANIFEST_FILE } from './pack-layout.ts';
import type { PackReader } from './pack-reader.ts';
import { FORMAT_VERSION, isCascade } from './read-manifest.ts';

type Stage = CascadeManifest['stages'][number];

const STAGE = {
  folder: isName,
  image: recordOf({ width: isExtent, height: isExtent }),
  betaSchedule: (value) => value === 'squaredcos_cap_v2',
  trainingSteps: isExtent,
  prediction: (value) => value === 'epsilon' || value === 'v_prediction',
  timesteps: areTimesteps,
  guidance: isNumber,
  noiseLevel: either(isNull, isBytes),
} as const satisfies Record<keyof Stage, Check>;

const FIELDS = {
  ...DESCRIPTION_FIELDS,
  'text.maxTokens': isExtent,
  'text.width': isWidth,
  stages: listOf(recordOf(STAGE)),
} as const satisfies Record<string, Check>;

/**
 * Reads `pack.json` of a pixel cascade. Throws `EngineFailure`: `pack/missing-file`; `pack/corrupt-file` with `{ file, field }` for a field that
 * is missing or not what it must be; `pack/unsupported` for any other pack and for a newer format.
 */
export async function readCascadeManifest(reader: PackReader): Promise<CascadeManifest> {
  const record = parseJsonRecord(await reader.read(MANIFEST_FILE), MANIFEST_FILE);
  const { formatVersion } = record;
  if (!isCascade(record)) {
    throw new EngineFailure('pack/unsupported', { file: MANIFEST_FILE, reason: 'the pack is no pixel cascade' });
  }
  if (formatVersion !== FORMAT_VERSION)
    throw new EngineFailure('pack/unsupported', { formatVersion: Number(formatVersion) });
  const field = firstWrongField(record, FIELDS);
  if (field !== null) throw damagedFile(MANIFEST_FILE, { field });
  // Every field was checked, elements of lists too.
  const manifest = record as unknown as CascadeManifest;
  if (!areInOrder(manifest.stages)) throw damagedFile(MANIFEST_FILE, { field: 'stages' });
  return manifest;
}

/** Only the first stage has no picture beside it, sizes are multiples of the one before, and timesteps lie on the schedule. */
function areInOrder(stages: readonly Stage[]): boolean {
  return (
    stages.length > 0 &&
    stages.every(({ image, noiseLevel, timesteps, trainingSteps }, index) => {
      const below = stages[index - 1]?.image;
      const isMultiple = below === undefined || (image.width % below.width === 0 && image.height % below.height === 0);
      const levels = noiseLevel === null ? timesteps : [...timesteps, noiseLevel];
      return (
        (noiseLevel === null) === (index === 0) &&
        isMultiple &&
        timesteps.length > 0 &&
        levels.every((level) => level < trainingSteps)
      );
    })
  );
}
