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

/** The folder among what was dropped; null if there is none. Must be called while the event is handled. */
export async function readDroppedFolder(items: DataTransferItemList): Promise<PickedFolder | null> {
  const [item] = [...items].filter(({ kind }) => kind === 'file');
  if (item === undefined) return null;
  const entry = item.webkitGetAsEntry();
  const handle = await (item as HandleItem).getAsFileSystemHandle?.call(item).catch(() => null);
  if (handle instanceof FileSystemDirectoryHandle) return { kind: 'handle', handle };
  if (!(entry instanceof FileSystemDirectoryEntry)) return null;
  return { kind: 'files', name: entry.name, files: await readEntries(entry, '') };
}

/** Every file below a handle. */
export async function readHandle(handle: FileSystemDirectoryHandle, prefix = ''): Promise<readonly PickedFile[]> {
  const files: PickedFile[] = [];
  for await (const entry of handle.values()) {
    if (entry.kind === 'file') files.push({ path: `${prefix}${entry.name}`, file: await entry.getFile() });
    else files.push(...(await readHandle(entry, `${prefix}${entry.name}/`)));
  }
  return files;
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
