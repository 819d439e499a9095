import type { EditSettings } from '../../src/protocol/edit-request.ts';
import { INVERSION_STARTS, type InversionId } from '../../src/protocol/inversions.ts';
import { parseChoice } from '../support/parse-options.ts';
import { INVERSION_IDS, parseIterations, parseParameters } from '../support/setting-options.ts';

/** A method of inversion and how it runs. */
export interface InversionVariant {
  /** As it was written. */
  readonly id: string;
  readonly settings: Pick<EditSettings, 'inversion' | 'iterations' | 'start' | 'parameters'> & {
    readonly inversion: InversionId;
  };
}

export const VARIANT_USAGE =
  "'rnri:4' is RNRI at 4 iterations, 'rnri@predicted' from the predicted start, 'rnri?lambda=0.2&eta=0.05' with other numbers.";

/** `method`, then optionally `:iterations`, `@start` and `?name=value&name=value`. Throws for what there is not. */
export function parseInversionVariant(id: string): InversionVariant {
  const [, name = '', iterations, start, parameters] =
    /^([^:@?]*)(?::([^@?]*))?(?:@([^?]*))?(?:\?(.*))?$/.exec(id) ?? [];
  const inversion = parseChoice(name, 'method', INVERSION_IDS);
  return {
    id,
    settings: {
      inversion,
      ...parseIterations(iterations),
      ...(start !== undefined && { start: parseChoice(start, 'start', INVERSION_STARTS) }),
      ...parseParameters(parameters?.split('&'), inversion),
    },
  };
}
