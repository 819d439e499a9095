/** The methods of inversion that can be asked for, in the order in which the page offers them. */

/**
 * Where a method begins at each level: at z_prev, as most were published, or where the noise of the levels before points to
 * (docs/inversion.md).
 */
export type InversionStart = 'previous' | 'predicted';

export const INVERSION_STARTS: readonly InversionStart[] = ['previous', 'predicted'];

/**
 * The sampler that a photo is inverted along: DDIM, or Euler ancestral with its noises recorded. Methods that are made for a process of
 * their own take no other.
 */
export type SolvedProcessId = 'ddim' | 'ancestral';

export const SOLVED_PROCESSES: readonly SolvedProcessId[] = ['ddim', 'ancestral'];

export function isSolvedProcess(id: unknown): id is SolvedProcessId {
  return SOLVED_PROCESSES.some((process) => process === id);
}

interface InversionDescriptor {
  /** What the method is called; a language may have a name of its own for it (`src/app/i18n`). */
  readonly label: string;
  /** Iterations per inverted step as the method was published, or as it does best here; null for a method without iterations. */
  readonly iterations: number | null;
  /** Whether it runs the gradient through the UNet by the latent. */
  readonly usesGradient: boolean;
  /** Where it begins unless something else is asked for; 'previous' where left out. */
  readonly start?: InversionStart;
  /** A variant that is measured, and not offered on the page. */
  readonly isAblation?: true;
}

export const INVERSION_METHODS = {
  rnri: { label: 'Newton-Raphson (RNRI)', iterations: 2, usesGradient: true },
  'rnri-floored': { label: 'RNRI, slopes floored', iterations: 2, usesGradient: true, isAblation: true },
  'gradient-secant': { label: 'Gradient and secant', iterations: 1, usesGradient: true },
  anderson: { label: 'Anderson mixing', iterations: 4, usesGradient: false, start: 'predicted' },
  broyden: { label: 'Broyden', iterations: 4, usesGradient: false, start: 'predicted' },
  lbfgs: { label: 'L-BFGS', iterations: 2, usesGradient: true, start: 'predicted' },
  aidi: { label: 'Averaged fixed point (AIDI)', iterations: 5, usesGradient: false },
  'aidi-accelerated': { label: 'Accelerated fixed point (AIDI)', iterations: 5, usesGradient: false },
  'fixed-point': { label: 'Fixed point', iterations: 4, usesGradient: false },
  renoise: { label: 'ReNoise', iterations: 9, usesGradient: false },
  'exact-dpm': { label: 'ExactDPM', iterations: 8, usesGradient: false },
  'exact-dpm-2': { label: 'ExactDPM, second order', iterations: 8, usesGradient: false },
  'noise-alignment': { label: 'Noise alignment (TFinv)', iterations: 10, usesGradient: true },
  'iter-inv': { label: 'Iterative descent (IterInv)', iterations: 20, usesGradient: true },
  edict: { label: 'EDICT', iterations: null, usesGradient: false },
  bdia: { label: 'BDIA', iterations: null, usesGradient: false },
  'edit-friendly': { label: 'Edit-friendly DDPM', iterations: null, usesGradient: false },
  'direct-inversion': { label: 'Direct Inversion', iterations: null, usesGradient: false },
  'null-text': { label: 'Null-text inversion', iterations: 10, usesGradient: false },
  'negative-prompt': { label: 'Negative-prompt inversion', iterations: null, usesGradient: false },
  'easy-inv': { label: 'EasyInv', iterations: null, usesGradient: false },
  'rnri-released': { label: 'RNRI, as released', iterations: 2, usesGradient: false },
  'rnri-sign': { label: 'RNRI, as released, on scaled latents', iterations: 2, usesGradient: false, isAblation: true },
  ddim: { label: 'DDIM', iterations: null, usesGradient: false },
} as const satisfies Record<string, InversionDescriptor>;

export type InversionId = keyof typeof INVERSION_METHODS;

export const INVERSION_IDS = Object.keys(INVERSION_METHODS).filter(isInversionId);

/** Those that the page offers. */
export const OFFERED_INVERSION_IDS = INVERSION_IDS.filter((id) => describeInversion(id).isAblation !== true);

/** The method that wins the benchmark: see docs/inversion.md. */
export const DEFAULT_INVERSION: InversionId = 'anderson';

export function isInversionId(id: unknown): id is InversionId {
  return typeof id === 'string' && Object.hasOwn(INVERSION_METHODS, id);
}

export function isInversionStart(id: unknown): id is InversionStart {
  return INVERSION_STARTS.some((start) => start === id);
}

/** A method and how it was asked to run. */
export interface InversionChoice {
  readonly inversion: InversionId;
  readonly iterations?: number;
  readonly start?: InversionStart;
}

/** What was not asked for is the method's own; nowhere else is it decided how often a method iterates. */
export function resolveInversion({ inversion, iterations, start }: InversionChoice): Required<InversionChoice> {
  const own = describeInversion(inversion);
  return {
    inversion,
    iterations: iterations ?? own.iterations ?? 1,
    start: start ?? own.start ?? 'previous',
  };
}

function describeInversion(id: InversionId): InversionDescriptor {
  return INVERSION_METHODS[id];
}
