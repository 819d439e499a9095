import type { PickedFile } from '../../protocol/pack-store.ts';

/** A folder as the browser hands it out: a handle where it can, its files otherwise. */
export type PickedFolder =
  | { readonly kind: 'handle'; readonly handle: FileSystemDirectoryHandle }
  | { readonly kind: 'files'; readonly name: string; readonly files: readonly PickedFile[] };

/** What browsers have that TypeScript's library does not declare yet. */
interface FolderWindow {
  readonly showDirectoryPicker?: (options: { id: string; mode: 'read' }) => Promise<FileSystemDirectoryHandle>;
}
interface HandleItem {
  readonly getAsFileSystemHandle?: () => Promise<FileSystemHandle | null>;
}

/** Lets the user choose a folder; null if they chose none. Must be called from a touch or a key. */
export async function pickFolder(): Promise<PickedFolder | null> {
  const { showDirectoryPicker } = window as FolderWindow;
  if (showDirectoryPicker === undefined) return pickByInput();
  try {
    return { kind: 'handle', handle: await showDirectoryPicker.call(window, { id: 'renoir-packs', mode: 'read' }) };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    // Some frames may not use the picker.
    return pickByInput();
  }
}

/** What was dropped, with the folders apart from the files: a browser hands out a folder as a file that cannot be read. */
export interface Dropped {
  readonly files: readonly File[];
  readonly folders: readonly DroppedFolder[];
}

export interface DroppedFolder {
  readonly name: string;
  /** Null where it cannot be read; never rejects. */
  readonly opening: Promise<PickedFolder | null>;
}

/** Takes what was dropped. Must be called while the event is handled: afterwards its list is empty. */
export function takeDropped(items: DataTransferItemList): Dropped {
  const files: File[] = [];
  const folders: DroppedFolder[] = [];
  for (const item of items) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry();
    if (entry !== null && isFolder(entry)) {
      folders.push({ name: entry.name, opening: openFolder(item, entry).catch(() => null) });
    } else {
      const file = item.getAsFile();
      if (file !== null) files.push(file);
    }
  }
  return { files, folders };
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

async function openFolder(item: DataTransferItem, entry: FileSystemDirectoryEntry): Promise<PickedFolder> {
  const handle = await (item as HandleItem).getAsFileSystemHandle?.().catch(() => null);
  if (handle instanceof FileSystemDirectoryHandle) return { kind: 'handle', handle };
  return { kind: 'files', name: entry.name, files: await readEntries(entry, '') };
}

/**
 * The first files of a folder, those below it included.
 *
 * @throws DOMException where it cannot be read
 */
export async function listFolder(folder: PickedFolder, limit: number): Promise<readonly PickedFile[]> {
  if (folder.kind === 'files') return folder.files.slice(0, limit);
  const files: PickedFile[] = [];
  for await (const file of walkHandle(folder.handle)) {
    files.push(file);
    if (files.length === limit) break;
  }
  return files;
}

/** Every file below a handle. */
export async function readHandle(handle: FileSystemDirectoryHandle): Promise<readonly PickedFile[]> {
  const files: PickedFile[] = [];
  for await (const file of walkHandle(handle)) files.push(file);
  return files;
}

async function* walkHandle(handle: FileSystemDirectoryHandle, prefix = ''): AsyncGenerator<PickedFile> {
  for await (const entry of handle.values()) {
    if (entry.kind === 'file') yield { path: `${prefix}${entry.name}`, file: await entry.getFile() };
    else yield* walkHandle(entry, `${prefix}${entry.name}/`);
  }
}

async function pickByInput(): Promise<PickedFolder | null> {
  const input = document.createElement('input');
  input.type = 'file';
  input.webkitdirectory = true;
  const chosen = await new Promise<readonly File[]>((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])]), { once: true });
    input.addEventListener('cancel', () => resolve([]), { once: true });
    input.click();
  });
  const [first] = chosen;
  if (first === undefined) return null;
  const name = first.webkitRelativePath.split('/', 1)[0] ?? '';
  const files = chosen.map((file) => ({ path: file.webkitRelativePath.slice(name.length + 1), file }));
  return { kind: 'files', name, files };
}

async function readEntries(folder: FileSystemDirectoryEntry, prefix: string): Promise<readonly PickedFile[]> {
  const reader = folder.createReader();
  const files: PickedFile[] = [];
  for (;;) {
    // A reader gives a hundred entries at a time, and none at the end.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) return files;
    for (const entry of entries) {
      const path = `${prefix}${entry.name}`;
      if (entry instanceof FileSystemDirectoryEntry) files.push(...(await readEntries(entry, `${path}/`)));
      else if (entry instanceof FileSystemFileEntry) {
        files.push({ path, file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)) });
      }
    }
  }
}
