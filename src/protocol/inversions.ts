/** The methods of inversion that can be asked for, in the order in which the page offers them. */

interface InversionDescriptor {
  /** What the method is called; a language may have a name of its own for it (`src/app/i18n`). */
  readonly label: string;
  /** Iterations per inverted step as the method was published, or as it does best here; null for a method without iterations. */
  readonly iterations: number | null;
  /** Whether it runs the gradient through the UNet. */
  readonly usesGradient: boolean;
}

export const INVERSION_METHODS = {
  rnri: {
    label: 'Newton-Raphson (RNRI)',
    iterations: 2,
    usesGradient: true,
  },
  'gradient-secant': {
    label: 'Gradient and secant',
    iterations: 1,
    usesGradient: true,
  },
  anderson: {
    label: 'Anderson mixing',
    iterations: 4,
    usesGradient: false,
  },
  'fixed-point': {
    label: 'Fixed point',
    iterations: 4,
    usesGradient: false,
  },
  'rnri-released': {
    label: 'RNRI, as released',
    iterations: 2,
    usesGradient: false,
  },
  ddim: {
    label: 'DDIM',
    iterations: null,
    usesGradient: false,
  },
} as const satisfies Record<string, InversionDescriptor>;

export type InversionId = keyof typeof INVERSION_METHODS;

export const INVERSION_IDS = Object.keys(INVERSION_METHODS).filter(isInversionId);

/** The method that wins the benchmark: see docs/inversion.md. */
export const DEFAULT_INVERSION: InversionId = 'anderson';

export function isInversionId(id: unknown): id is InversionId {
  return typeof id === 'string' && Object.hasOwn(INVERSION_METHODS, id);
}

/** Iterations per inverted step where nothing else is asked for. */
export function defaultIterations(id: InversionId): number {
  return INVERSION_METHODS[id].iterations ?? 1;
}
