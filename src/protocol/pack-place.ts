import type { PickedFile } from './pack-store.ts';

/** Where the files of a pack are. */
export type PackPlace =
  /** Below a folder of a server. */
  | { readonly kind: 'url'; readonly baseUrl: string }
  /** In the browser's storage. */
  | { readonly kind: 'stored'; readonly id: string }
  /** A folder of this computer, read where it lies; the page must hold the permission. */
  | { readonly kind: 'folder'; readonly folder: FileSystemDirectoryHandle }
  /** The files of a folder, for as long as the page lives. */
  | { readonly kind: 'files'; readonly name: string; readonly files: readonly PickedFile[] };
