import type { EditSettings } from '../../protocol/edit-request.ts';
import type { PackManifest } from '../../protocol/pack-manifest.ts';
import { DEFAULT_INVERSION, resolveInversion } from '../../protocol/inversions.ts';

export interface PhotoMeasures {
  /** dB, data range 1: the photo through the autoencoder alone. */
  readonly psnrBound: number;
  /** `InversionSummary.noiseEnergy`; null where the photo was not inverted. */
  readonly noiseEnergy: number | null;
}

/**
 * Whether a photo and its words are of another kind than a pack was made for, as far as two measures tell: the autoencoder loses more of
 * strange photos, and the inversion needs more noise to explain them. The noise counts only for the steps and the method, iterations
 * included, for which the pack gives its figure: the closer a method comes to the root, the more noise it finds. False for packs that were made for any photo.
 */
export function isUnfamiliar(
  { psnrBound, noiseEnergy }: PhotoMeasures,
  { steps, parameters, ...choice }: Pick<EditSettings, 'steps' | 'inversion' | 'iterations' | 'start' | 'parameters'>,
  familiar: PackManifest['familiar'],
): boolean {
  if (familiar === undefined) return false;
  const { iterations, start } = resolveInversion({ inversion: DEFAULT_INVERSION });
  const asked = resolveInversion(choice);
  const isComparable =
    steps === familiar.steps &&
    asked.inversion === DEFAULT_INVERSION &&
    asked.iterations === iterations &&
    asked.start === start &&
    parameters === undefined;
  const isNoisy = isComparable && noiseEnergy !== null && noiseEnergy > familiar.noiseEnergy;
  return psnrBound < familiar.boundDb || isNoisy;
}
