import type { PackManifest } from '../protocol/pack-manifest.ts';
import { isRecord } from './is-record.ts';
import { isSafePath } from './safe-path.ts';
import { isSampling } from './samplings.ts';

type Check = (value: unknown) => boolean;

/** Pixels, latent pixels and token positions along an axis: far beyond any model, and what is computed of them stays a number. */
const MAX_EXTENT = 16_384;
const MAX_WIDTH = 1_048_576;
const MAX_TIMESTEP = 1_000_000;
const SHA256 = /^[\da-f]{64}$/;

const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const isScale: Check = (value) => isNumber(value) && value !== 0;
const isBytes: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isExtent: Check = (value) => Number.isInteger(value) && Number(value) > 0 && Number(value) <= MAX_EXTENT;
/** 0 where no file says it. */
const isWidth: Check = (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_WIDTH;
/** One name of a folder or of a key. */
const isName: Check = (value) => isSafePath(value) && !value.includes('/');
const isFlag: Check = (value) => typeof value === 'boolean';
const isNull: Check = (value) => value === null;
const isChecksum: Check = (value) => typeof value === 'string' && SHA256.test(value);

function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check);
}

function recordOf(fields: Readonly<Record<string, Check>>): Check {
  return (value) => isRecord(value) && Object.entries(fields).every(([key, check]) => check(value[key]));
}

function either(...checks: readonly Check[]): Check {
  return (value) => checks.some((check) => check(value));
}

const isAbsent: Check = (value) => value === undefined;
const optional = (check: Check): Check => either(isAbsent, check);
const isTexts = listOf(isText);

/** From the noisiest on. */
const areTimesteps: Check = (value) =>
  Array.isArray(value) &&
  value.every(
    (timestep, index) =>
      Number.isInteger(timestep) &&
      timestep >= 0 &&
      timestep <= (index === 0 ? MAX_TIMESTEP : Number(value[index - 1]) - 1),
  );

/** What each field of a manifest must be, by dotted path. */
const FIELDS = {
  formatVersion: isNumber,
  id: isName,
  name: isText,
  version: isText,
  license: isText,
  description: isText,
  files: listOf(recordOf({ path: isSafePath, sizeBytes: isBytes, sha256: optional(isChecksum) })),
  totalBytes: isBytes,
  'image.width': isExtent,
  'image.height': isExtent,
  'latent.channels': isExtent,
  'latent.height': isExtent,
  'latent.width': isExtent,
  'latent.scalingFactor': isScale,
  'latent.shiftFactor': optional(isNumber),
  preview: optional(recordOf({ scalingFactor: isScale, shiftFactor: optional(isNumber) })),
  'text.maxTokens': isExtent,
  'text.width': isWidth,
  'text.encoders': optional(
    listOf(recordOf({ folder: isName, tokenizer: isName, hiddenStates: isText, pooled: either(isNull, isText) })),
  ),
  'text.isEmptyZero': optional(isFlag),
  'vocabulary.words': isTexts,
  'vocabulary.objects': isTexts,
  'vocabulary.colours': isTexts,
  'vocabulary.materials': isTexts,
  'vocabulary.surfaces': isTexts,
  'vocabulary.times': isTexts,
  'vocabulary.styles': isTexts,
  'vocabulary.synonyms': (value) => isRecord(value) && Object.values(value).every(isText),
  familiar: optional(
    recordOf({
      steps: isExtent,
      noiseEnergy: isNumber,
      boundDb: isNumber,
      wordless: optional(recordOf({ energy: isNumber, perDb: isNumber })),
    }),
  ),
  examples: listOf(recordOf({ source: isText, target: isText })),
  'recommended.steps': isExtent,
  'recommended.timesteps': areTimesteps,
  'recommended.guidance': isNumber,
  'recommended.editGuidance': isNumber,
  'recommended.sampling': optional(isSampling),
} as const satisfies Record<string, Check>;

/** The first field of a manifest that is missing or not what it must be, by dotted path; null where all are right. */
export function findWrongField(manifest: Readonly<Record<string, unknown>> | PackManifest): string | null {
  const wrong = Object.entries(FIELDS).find(([path, check]) => !check(fieldAt(manifest, path)));
  return wrong === undefined ? null : wrong[0];
}

function fieldAt(manifest: object, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined), manifest);
}
