import type { InversionId } from '../../../protocol/edit-request.ts';

interface MethodTraits {
  /** A method without iterations shows no number of them. */
  readonly hasIterations: boolean;
}

/** The methods in the order they are offered in. */
export const INVERSION_METHODS = {
  rnri: { hasIterations: true },
  'gradient-secant': { hasIterations: true },
  anderson: { hasIterations: true },
  'fixed-point': { hasIterations: true },
  'rnri-released': { hasIterations: true },
  ddim: { hasIterations: false },
} as const satisfies Record<InversionId, MethodTraits>;

export function isInversionId(id: string): id is InversionId {
  return id in INVERSION_METHODS;
}
