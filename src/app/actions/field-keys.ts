import type { Texts } from '../i18n/text-types.ts';

export type FieldKeyId = keyof Texts['help']['keys'];

/** Keys that only one part of the page listens to, by their line in `texts.help.keys`. */
export const FIELD_KEYS = {
  keepEdit: 'Enter',
  recall: 'Alt+↑ ↓',
  emphasis: 'Mod+↑ ↓',
  removeEdit: 'Del',
  pan: '← → ↑ ↓',
  grab: 'Space',
  line: '← → Home End',
  paintMask: 'Space ← → ↑ ↓',
  pointAtWords: '← → ↑ ↓',
} as const satisfies Record<FieldKeyId, string>;

export const FIELD_KEY_IDS = Object.keys(FIELD_KEYS).filter(isFieldKeyId);

function isFieldKeyId(id: string): id is FieldKeyId {
  return id in FIELD_KEYS;
}
