import { restoreArrays } from '../../src/app/formats/array-codec.ts';

/** What a release stores or saves, one file of each kind. */
export const STORED_FILES = {
  project: 'project.renoir',
  picture: 'picture.png',
  link: 'link.txt',
  /** The records and photos of the history; arrays of bytes in base64. */
  history: 'history.json',
  packRecord: 'record.json',
  packLedger: 'ledger.bin',
  packManifest: 'pack.json',
  /** What lies in `localStorage`. */
  settings: 'settings.json',
} as const;

/** The history in a browser, as `write-stored.ts` writes it down. */
export interface StoredHistory {
  readonly records: unknown;
  readonly arrays: readonly string[];
  /** Their content by hash. */
  readonly photos: Readonly<Record<string, string>>;
}

/** The records as the database had them, by store and key. */
export function readStoredRecords({ records, arrays }: StoredHistory): Readonly<Record<string, unknown>> {
  const bytes = arrays.map((text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0)));
  return restoreArrays(records, (index) => bytes[index] ?? new Uint8Array()) as Readonly<Record<string, unknown>>;
}
