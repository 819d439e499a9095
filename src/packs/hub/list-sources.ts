import type { PackSource } from '../../protocol/pack-store.ts';
import { choosePackFiles, type ChosenFile, type ListedSource } from './choose-pack-files.ts';
import type { HubTransport } from './hub-transport.ts';
import { listRepository } from './list-repository.ts';

/**
 * Lists the repositories that a pack is put together from, at the commits that their revisions, or `revision`, name now, and chooses its
 * files. Throws as
 * `listRepository`, but for repositories that the pack can do without.
 */
export async function listSources(
  transport: HubTransport,
  origin: string,
  sources: readonly PackSource[],
  revision?: string,
): Promise<{ readonly listed: readonly ListedSource[]; readonly files: readonly ChosenFile[] }> {
  const listed: ListedSource[] = [];
  for (const source of sources) {
    try {
      listed.push({
        source,
        listing: await listRepository(transport, origin, source.repository, source.revision ?? revision),
      });
    } catch (error) {
      if (source.isOptional !== true) throw error;
    }
  }
  return { listed, files: choosePackFiles(listed) };
}
