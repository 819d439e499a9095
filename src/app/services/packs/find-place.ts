import { EngineFailure } from '../../../protocol/errors.ts';
import type { PackPlace } from '../../../protocol/pack-place.ts';
import type { PackChoice, PackFolder } from '../../store/packs-state.ts';

/** Chromium's permissions on handles, which TypeScript's library does not declare yet. */
interface PermissionHandle {
  readonly queryPermission?: (options: { mode: 'read' }) => Promise<PermissionState>;
  readonly requestPermission?: (options: { mode: 'read' }) => Promise<PermissionState>;
}

/**
 * Where the chosen pack is.
 *
 * @throws EngineFailure `store/no-permission` with `{ folder }`: the name of a folder that may not be read until the user allows it (by a
 *   touch, when this is called again); empty for a folder of an earlier visit that is not known any more
 */
export async function findPlace(
  choice: PackChoice,
  folders: readonly PackFolder[],
  starterUrl: string,
): Promise<PackPlace> {
  if (choice.kind === 'starter') return { kind: 'url', baseUrl: starterUrl };
  if (choice.kind === 'stored') return { kind: 'stored', id: choice.id };
  const folder = folders.find(({ id }) => id === choice.id);
  if (folder === undefined) throw new EngineFailure('store/no-permission', { folder: '' });
  const { name, source } = folder;
  if (!(source instanceof FileSystemDirectoryHandle)) return { kind: 'files', name, files: source };
  if (!(await mayRead(source))) throw new EngineFailure('store/no-permission', { folder: name });
  return { kind: 'folder', folder: source };
}

async function mayRead(handle: FileSystemDirectoryHandle & PermissionHandle): Promise<boolean> {
  const state = await (handle.queryPermission?.({ mode: 'read' }) ?? 'granted');
  if (state !== 'prompt') return state === 'granted';
  // Without a touch the browser refuses to ask.
  const answer = await handle.requestPermission?.({ mode: 'read' }).catch(() => 'denied' as const);
  return answer === 'granted';
}
