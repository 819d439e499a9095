import type { EditSettings } from '../../src/protocol/edit-request.ts';
import { INVERSION_STARTS, type InversionId } from '../../src/protocol/inversions.ts';
import { parseChoice, parseNumber } from '../support/parse-options.ts';
import {
  GUIDANCE,
  INVERSION_IDS,
  parseIterations,
  parseParameters,
  parseTolerance,
} from '../support/setting-options.ts';

/** A method of inversion and how it runs. */
export interface InversionVariant {
  /** As it was written. */
  readonly id: string;
  readonly settings: Pick<
    EditSettings,
    'inversion' | 'iterations' | 'tolerance' | 'isAdjusted' | 'start' | 'parameters'
  > &
    Partial<Pick<EditSettings, 'sourceGuidance'>> & { readonly inversion: InversionId };
}

export const VARIANT_USAGE =
  "'rnri:4' is RNRI at 4 iterations, 'rnri:9<0.01' at 9 or where the residual is 0.01, 'rnri@predicted' from the predicted start, 'rnri~2' at guidance 2, 'rnri!' after the prompt-aware adjustment, 'rnri?lambda=0.2&eta=0.05' with other numbers.";

/** `method`, then optionally `:iterations`, `<tolerance`, `@start`, `~guidance`, `!` and `?name=value&name=value`. Throws for what there is not. */
export function parseInversionVariant(id: string): InversionVariant {
  const [, name = '', iterations, tolerance, start, guidance, adjusted, parameters] =
    /^([^:<@~!?]*)(?::([^<@~!?]*))?(?:<([^@~!?]*))?(?:@([^~!?]*))?(?:~([^!?]*))?(!)?(?:\?(.*))?$/.exec(id) ?? [];
  const inversion = parseChoice(name, 'method', INVERSION_IDS);
  return {
    id,
    settings: {
      inversion,
      ...parseIterations(iterations),
      ...parseTolerance(tolerance),
      ...(start !== undefined && { start: parseChoice(start, 'start', INVERSION_STARTS) }),
      ...(guidance !== undefined && { sourceGuidance: parseNumber(guidance, 'guidance', 1, GUIDANCE) }),
      ...(adjusted !== undefined && { isAdjusted: true }),
      ...parseParameters(parameters?.split('&'), inversion),
    },
  };
}
