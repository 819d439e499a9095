import { INVERSION_METHODS, type InversionId } from '../../protocol/inversions.ts';

/** What the descriptors of the methods say in English, by method. Other languages put their own words over it where they have any. */
export function labelsOfInversions(part: 'label' | 'hint'): Readonly<Record<InversionId, string>> {
  const entries = Object.entries(INVERSION_METHODS).map(([id, descriptor]) => [id, descriptor[part]]);
  return Object.fromEntries(entries) as Record<InversionId, string>;
}
