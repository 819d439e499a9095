import type { PackSource } from '../../src/protocol/pack-store.ts';
import { choosePackFiles, type ChosenFile } from '../../src/packs/hub/choose-pack-files.ts';
import type { HubTransport } from '../../src/packs/hub/hub-transport.ts';
import { listRepository, type HubListing } from '../../src/packs/hub/list-repository.ts';

/** Lists the repositories of a recipe and chooses the files. Throws as `listRepository`, but for those it can do without. */
export async function listSources(
  transport: HubTransport,
  origin: string,
  sources: readonly PackSource[],
): Promise<{ readonly files: readonly ChosenFile[]; readonly license: string | null }> {
  const listed: { source: PackSource; listing: HubListing }[] = [];
  for (const source of sources) {
    try {
      listed.push({ source, listing: await listRepository(transport, origin, source.repository) });
    } catch (error) {
      if (source.isOptional !== true) throw error;
    }
  }
  // A part under another name is none of the model.
  const named = listed.find(({ source, listing }) => source.to === undefined && listing.license !== null);
  const license = named?.listing.license ?? null;
  return { files: choosePackFiles(listed), license };
}
