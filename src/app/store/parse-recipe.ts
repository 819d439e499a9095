import { isBlendId } from '../../protocol/blends.ts';
import type { EditSettings } from '../../protocol/edit-request.ts';
import { isEditorId } from '../../protocol/editors.ts';
import { isInversionId, isInversionStart, isSolvedProcess } from '../../protocol/inversions.ts';
import type { MaskMark, PaintedMask } from './painted-mask.ts';
import type { Recipe } from './recipe.ts';
import { RECOMMENDED_FREEDOM, type Tuning } from './tuning-reducer.ts';
import type { Version } from './version.ts';

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

const isFlag: Check = (value) => typeof value === 'boolean';
const isFraction: Check = (value) => isNumberIn(value, 0, 1);
const isSeed: Check = (value) => Number.isInteger(value) && isNumberIn(value, 0, 2 ** 32 - 1);
const isScale: Check = (value) => isNumberIn(value, 0, 50);

/** What each setting may be. Another value is left out, so that the pack's own holds. */
const CHECKS = {
  editor: isEditorId,
  inversion: isInversionId,
  steps: (value) => Number.isInteger(value) && isNumberIn(value, 1, 100),
  start: isInversionStart,
  process: isSolvedProcess,
  strength: isFraction,
  parameters: (value) => Object.values(fieldsOf(value)).every(Number.isFinite),
  tolerance: (value) => isNumberIn(value, 0, 1),
  isAdjusted: isFlag,
  iterations: (value) => Number.isInteger(value) && isNumberIn(value, 0, 100),
  sourceGuidance: isScale,
  targetGuidance: isScale,
  automatic: isFlag,
  freedom: isFraction,
  crossReplace: isFraction,
  selfReplace: isFraction,
  localBlend: isFlag,
  blend: isBlendId,
  variation: isFraction,
  seed: isSeed,
} as const satisfies Record<keyof EditSettings, Check>;

/** Longer sentences are no sentences. */
const MAX_CHARACTERS = 2000;

/**
 * A recipe from outside: a file, a link. Settings that make no sense are left out.
 *
 * @returns null if it has no words
 */
export function parseRecipe(value: unknown): Recipe | null {
  const { prompts, tuning } = fieldsOf(value);
  const { source, target, emphasis } = fieldsOf(prompts);
  if (!isSentence(source) || !isSentence(target)) return null;
  const weights = Object.entries(fieldsOf(emphasis)).flatMap(([index, weight]): [number, number][] =>
    /^\d+$/.test(index) && typeof weight === 'number' && isNumberIn(weight, 0, 2) ? [[Number(index), weight]] : [],
  );
  return { prompts: { source, target, emphasis: Object.fromEntries(weights) }, tuning: parseTuning(tuning) };
}

/** The settings that are what they should be. */
export function parseOverrides(value: unknown): Tuning['overrides'] {
  const valid = Object.entries(fieldsOf(value)).filter(([key, setting]) => isSettingId(key) && CHECKS[key](setting));
  return Object.fromEntries(valid);
}

function parseTuning(value: unknown): Tuning {
  const { freedom, overrides, mask, removal, version } = fieldsOf(value);
  const { target, mask: place } = fieldsOf(removal);
  const parsedPlace = isSentence(target) ? parseMask(place) : null;
  const parsedMask = parseMask(mask);
  const parsedVersion = parseVersion(version);
  return {
    freedom: typeof freedom === 'number' && isFraction(freedom) ? freedom : RECOMMENDED_FREEDOM,
    overrides: parseOverrides(overrides),
    ...(parsedMask === null ? {} : { mask: parsedMask }),
    ...(parsedPlace === null ? {} : { removal: { target: String(target), mask: parsedPlace } }),
    ...(parsedVersion === null ? {} : { version: parsedVersion }),
  };
}

function parseVersion(value: unknown): Version | null {
  const { target, seed, variation, freer } = fieldsOf(value);
  const isNumbered = typeof seed === 'number' && isSeed(seed) && typeof variation === 'number' && isFraction(variation);
  if (!isSentence(target) || !isNumbered || typeof freer !== 'number' || !isNumberIn(freer, -1, 1)) return null;
  return { target, seed, variation, freer };
}

function parseMask(value: unknown): PaintedMask | null {
  const { marks, isLimit, feather } = fieldsOf(value);
  if (!Array.isArray(marks) || !marks.every(isMark)) return null;
  return {
    marks,
    isLimit: isLimit === true,
    feather: typeof feather === 'number' && isFraction(feather) ? feather : 0,
  };
}

function isMark(value: unknown): value is MaskMark {
  const { kind, radiusPx, points, crop, width, height, strength, runs } = fieldsOf(value);
  if (kind === 'invert' || kind === 'clear') return true;
  if (kind === 'brush' || kind === 'eraser') {
    return typeof radiusPx === 'number' && radiusPx > 0 && isNumbers(points) && points.length % 2 === 0;
  }
  if (kind === 'area') return isNumbers(points) && points.length >= 6 && points.length % 2 === 0;
  const { x, y, width: across, height: down } = fieldsOf(crop);
  if (kind === 'shape') {
    const isPlaced = [x, y, across, down].every(Number.isFinite) && isCells(width) && isCells(height);
    return isPlaced && isNumbers(runs) && runs.reduce((sum, length) => sum + length, 0) === width * height;
  }
  if (kind !== 'word' || ![x, y, across, down].every(Number.isFinite) || !isNumbers(strength)) return false;
  return isCells(width) && isCells(height) && strength.length === width * height;
}

function isCells(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) > 0;
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every(Number.isFinite);
}

function isSettingId(key: string): key is keyof EditSettings {
  return key in CHECKS;
}

function isSentence(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_CHARACTERS;
}

function isNumberIn(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && value >= least && value <= most;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
