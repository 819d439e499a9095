import { defaultEditSettings } from '../../src/engine/editing/edit-defaults.ts';
import { INVERSIONS } from '../../src/engine/inversion/inversions.ts';
import type { EditSettings } from '../../src/protocol/edit-request.ts';
import {
  DEFAULT_INVERSION,
  INVERSION_STARTS,
  type InversionId,
  isInversionId,
  SOLVED_PROCESSES,
} from '../../src/protocol/inversions.ts';
import type { PackManifest } from '../../src/protocol/pack-manifest.ts';
import { parseChoice, parseNumber } from './parse-options.ts';

/** Every method of inversion, in the order of the table. */
export const INVERSION_IDS = Object.keys(INVERSIONS).filter(isInversionId);

/** Options that settings are made of, as `parseArgs` takes them. */
export const SETTING_OPTIONS = {
  pack: { type: 'string' },
  method: { type: 'string' },
  steps: { type: 'string' },
  iterations: { type: 'string' },
  tolerance: { type: 'string' },
  adjusted: { type: 'boolean' },
  start: { type: 'string' },
  process: { type: 'string' },
  parameter: { type: 'string', multiple: true },
  guidance: { type: 'string' },
  'source-guidance': { type: 'string' },
  variation: { type: 'string' },
  seed: { type: 'string' },
} as const;

export const SETTING_USAGE = `  --pack DIR              the model pack, or the id of one that was added (default: the bundled starter)
  --method ID             ${INVERSION_IDS.join(', ')}
  --steps N               denoising steps
  --iterations N          iterations per inverted step
  --tolerance X           mean |f(z) - z| at which a level is solved before its iterations are spent
  --adjusted              noise the photo's latent a little and denoise it by its words first (prompt-aware adjustment)
  --start ID              where the method begins at each level: previous, predicted
  --process ID            the sampler that is inverted along: ddim, or ancestral with its noises recorded
  --parameter NAME=X      a number of the method, for instance lambda=0.2 of rnri; may be repeated
  --guidance X            guidance scale of the target
  --source-guidance X     guidance scale of the inversion
  --variation X           part of fresh noise inside the mask, 0 to 1: every seed is then another version
  --seed N                seed of every random number`;

type SettingValues = Partial<Record<Exclude<keyof typeof SETTING_OPTIONS, 'parameter' | 'adjusted'>, string>> & {
  readonly adjusted?: boolean;
  readonly parameter?: readonly string[];
};

/** The method asked for, or the default; throws when there is no such method. */
export function parseMethod(value: string | undefined): InversionId {
  return value === undefined ? DEFAULT_INVERSION : parseChoice(value, 'method', INVERSION_IDS);
}

/** Guidance scales. */
export const GUIDANCE = { min: 0, max: 30 } as const;

/** How often a method may iterate. */
export const ITERATIONS = { min: 1, max: 100, integer: true } as const;

/** Nothing where none is asked for: each method has a number of its own. */
export function parseIterations(value: string | undefined): Pick<EditSettings, 'iterations'> {
  return value === undefined ? {} : { iterations: parseNumber(value, 'iterations', 1, ITERATIONS) };
}

/** Nothing where none is asked for: iterations are then spent. */
export function parseTolerance(value: string | undefined): Pick<EditSettings, 'tolerance'> {
  return value === undefined ? {} : { tolerance: parseNumber(value, 'tolerance', 0, { min: 0, max: 1 }) };
}

/** `name=value` each; throws for a parameter that the method does not have, listing those that it has. */
export function parseParameters(
  assignments: readonly string[] | undefined,
  inversion: InversionId,
): Pick<EditSettings, 'parameters'> {
  if (assignments === undefined) return {};
  const known = Object.keys(INVERSIONS[inversion].parameters);
  const entries = assignments.map((assignment) => {
    const [name = '', value] = assignment.split('=');
    const range = { min: -Number.MAX_VALUE, max: Number.MAX_VALUE };
    return [parseChoice(name, `parameter of ${inversion}`, known), parseNumber(value ?? '', name, 0, range)] as const;
  });
  return { parameters: Object.fromEntries(entries) };
}

/** The pack's defaults, changed by the options that were given. */
export function parseSettings(values: SettingValues, manifest: PackManifest): EditSettings {
  const defaults = defaultEditSettings(manifest);
  const inversion = parseMethod(values.method);
  return {
    ...defaults,
    inversion,
    steps: parseNumber(values.steps, 'steps', defaults.steps, { min: 1, max: 50, integer: true }),
    ...parseIterations(values.iterations),
    ...parseTolerance(values.tolerance),
    ...(values.adjusted === true && { isAdjusted: true }),
    ...(values.start !== undefined && { start: parseChoice(values.start, 'start', INVERSION_STARTS) }),
    ...(values.process !== undefined && { process: parseChoice(values.process, 'process', SOLVED_PROCESSES) }),
    ...parseParameters(values.parameter, inversion),
    targetGuidance: parseNumber(values.guidance, 'guidance', defaults.targetGuidance, GUIDANCE),
    sourceGuidance: parseNumber(values['source-guidance'], 'source-guidance', defaults.sourceGuidance, GUIDANCE),
    ...(values.variation !== undefined && {
      variation: parseNumber(values.variation, 'variation', 0, { min: 0, max: 1 }),
    }),
    seed: parseNumber(values.seed, 'seed', defaults.seed, { min: 0, max: 2 ** 32 - 1, integer: true }),
  };
}
