import { isRecord } from './is-record.ts';
import { isSafePath } from './safe-path.ts';

/** Whether a value of a manifest is what it must be. */
export type Check = (value: unknown) => boolean;

/** Pixels, latent pixels and token positions along an axis: far beyond any model, and what is computed of them stays a number. */
const MAX_EXTENT = 16_384;
const MAX_WIDTH = 1_048_576;
const MAX_TIMESTEP = 1_000_000;
const SHA256 = /^[\da-f]{64}$/;

export const isText: Check = (value) => typeof value === 'string';
export const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value);
export const isScale: Check = (value) => isNumber(value) && value !== 0;
export const isBytes: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
export const isExtent: Check = (value) => Number.isInteger(value) && Number(value) > 0 && Number(value) <= MAX_EXTENT;
/** 0 where no file says it. */
export const isWidth: Check = (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_WIDTH;
/** One name of a folder or of a key. */
export const isName: Check = (value) => isSafePath(value) && !value.includes('/');
export const isFlag: Check = (value) => typeof value === 'boolean';
export const isNull: Check = (value) => value === null;
const isChecksum: Check = (value) => typeof value === 'string' && SHA256.test(value);

export function listOf(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check);
}

export function recordOf(fields: Readonly<Record<string, Check>>): Check {
  return (value) => isRecord(value) && Object.entries(fields).every(([key, check]) => check(value[key]));
}

export function either(...checks: readonly Check[]): Check {
  return (value) => checks.some((check) => check(value));
}

const isAbsent: Check = (value) => value === undefined;
export const optional = (check: Check): Check => either(isAbsent, check);
export const isTexts = listOf(isText);

const isFileList: Check = listOf(recordOf({ path: isSafePath, sizeBytes: isBytes, sha256: optional(isChecksum) }));

/** What any `pack.json` says of its pack and of its files. */
export const DESCRIPTION_FIELDS = {
  formatVersion: isNumber,
  id: isName,
  name: isText,
  version: isText,
  license: isText,
  description: isText,
  files: isFileList,
  totalBytes: isBytes,
} as const satisfies Readonly<Record<string, Check>>;

/** From the noisiest on. */
export const areTimesteps: Check = (value) =>
  Array.isArray(value) &&
  value.every(
    (timestep, index) =>
      Number.isInteger(timestep) &&
      timestep >= 0 &&
      timestep <= (index === 0 ? MAX_TIMESTEP : Number(value[index - 1]) - 1),
  );

/** The first field that is missing or not what it must be, by dotted path; null where all are right. */
export function firstWrongField(manifest: object, fields: Readonly<Record<string, Check>>): string | null {
  const wrong = Object.entries(fields).find(([path, check]) => !check(fieldAt(manifest, path)));
  return wrong === undefined ? null : wrong[0];
}

function fieldAt(manifest: object, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined), manifest);
}
