/** The contract between the app and the worker that keeps model packs. */
import type { Result } from './errors.ts';

/** A repository of the hub that files of a pack are taken from. */
export interface PackSource {
  /** `owner/name`. */
  readonly repository: string;
  /** Branch, tag or commit, where it is not `main`. */
  readonly revision?: string;
  /** Top-level folders to take; '' for the files beside them. All when absent. */
  readonly folders?: readonly string[];
  /** Folder of the pack that the files go into, where that is not the repository's own: of one folder in `folders`. */
  readonly to?: string;
  /** Takes no weights. */
  readonly only?: 'configuration';
  /** Does without this repository when it cannot be listed. */
  readonly isOptional?: boolean;
}

/** What a pack is put together from: what an earlier source has is not taken from a later one. */
export interface PackSpec {
  readonly id: string;
  readonly name: string;
  readonly sources: readonly PackSource[];
}

/** What the hub has of a pack, before anything is fetched. */
export interface PackOffer {
  readonly spec: PackSpec;
  readonly files: number;
  readonly sizeBytes: number;
  /** As the first repository names it; null where it names none. */
  readonly license: string | null;
  /** Graphs that no pack can do without and that the repositories lack. */
  readonly missing: readonly string[];
}

/** A pack in the browser's storage. */
export interface StoredPack {
  readonly id: string;
  readonly name: string;
  /** A copy of a folder cannot be fetched again. */
  readonly source: 'hub' | 'folder';
  /** Where its files came from: repositories, or the name of a folder. */
  readonly origins: readonly string[];
  readonly license: string | null;
  readonly sizeBytes: number;
  readonly arrivedBytes: number;
  /** Every file is here and has been verified. */
  readonly isComplete: boolean;
}

export interface StoreSpace {
  /** Bytes of all packs together. */
  readonly usedBytes: number;
  /** What the browser lets this page store in addition. */
  readonly freeBytes: number;
}

export interface StoreContent {
  readonly packs: readonly StoredPack[];
  readonly space: StoreSpace;
}

export type StoreEvent =
  | {
      readonly type: 'progress';
      readonly phase: 'fetching' | 'checking' | 'copying';
      /** Never falls; a file that is fetched again is added to the total. */
      readonly doneBytes: number;
      readonly totalBytes: number;
      readonly bytesPerSecond: number;
    }
  /** A file arrived damaged; it is fetched again, and it alone. */
  | { readonly type: 'refused'; readonly file: string };

export type StoreListener = (event: StoreEvent) => void;

/** A file of a folder that the user chose, by its path in that folder. */
export interface PickedFile {
  readonly path: string;
  readonly file: File;
}

export interface PackStore {
  list(): Promise<Result<StoreContent>>;
  /** Asks the hub what a fetch would bring. */
  inspect(spec: PackSpec): Promise<Result<PackOffer>>;
  /**
   * Fetches a pack, or what is left of it, verifies it and returns it complete. Errors: `hub/*`, `store/no-space`, `store/busy`,
   * `store/stopped`, `pack/corrupt-file` for a file that arrived damaged twice, `pack/missing-file`.
   */
  fetch(spec: PackSpec, onEvent: StoreListener): Promise<Result<StoredPack>>;
  /** Ends the `fetch`, `verify` or `copy` of that pack as `store/stopped`; what has arrived stays. */
  stop(id: string): Promise<void>;
  /** Reads every file again; returns the paths of damaged ones, which `fetch` then fetches anew. */
  verify(id: string, onEvent: StoreListener): Promise<Result<readonly string[]>>;
  /** Deletes a pack and everything made from it. */
  remove(id: string): Promise<Result<null>>;
  /** Copies a folder into the store. */
  copy(id: string, name: string, files: readonly PickedFile[], onEvent: StoreListener): Promise<Result<StoredPack>>;
}

export type { Result };
