import { INVERSION_METHODS, type InversionId } from '../../protocol/inversions.ts';

/** The methods by their own names. */
export const INVERSION_LABELS = Object.fromEntries(
  Object.entries(INVERSION_METHODS).map(([id, { label }]) => [id, label]),
) as Readonly<Record<InversionId, string>>;
