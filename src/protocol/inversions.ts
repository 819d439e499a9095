/** The methods of inversion that can be asked for, in the order in which the page offers them. */

interface InversionDescriptor {
  /** What the method is called, and what it does, in English; other languages may say it in their own words (`src/app/i18n`). */
  readonly label: string;
  readonly hint: string;
  /** Iterations per inverted step as the method was published, or as it does best here; null for a method without iterations. */
  readonly iterations: number | null;
  /** Whether it runs the gradient through the UNet. */
  readonly usesGradient: boolean;
}

export const INVERSION_METHODS = {
  rnri: {
    label: 'Newton-Raphson (RNRI)',
    hint: 'A Newton step an iteration, as published: two rows each.',
    iterations: 2,
    usesGradient: true,
  },
  'gradient-secant': {
    label: 'Gradient and secant',
    hint: 'Descends the gradient with a secant step: close, for more rows.',
    iterations: 1,
    usesGradient: true,
  },
  anderson: {
    label: 'Anderson mixing',
    hint: 'Mixes the last guesses: the closest for its rows.',
    iterations: 4,
    usesGradient: false,
  },
  'fixed-point': {
    label: 'Fixed point',
    hint: 'Puts each guess in again: simple, and nearly as close.',
    iterations: 4,
    usesGradient: false,
  },
  'rnri-released': {
    label: 'RNRI, as released',
    hint: 'The Newton step of the authors’ program, which comes closer.',
    iterations: 2,
    usesGradient: false,
  },
  ddim: {
    label: 'DDIM',
    hint: 'Takes the noise of the step before: fastest, least faithful.',
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
