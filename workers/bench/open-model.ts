import type { BenchmarkModel } from '../../src/protocol/benchmark.ts';
import type { ListedFile } from '../../src/packs/pack-reader.ts';
import { createBlobPackReader } from '../inference/blob-pack-reader.ts';
import { openPackReader, type PackAccess } from '../inference/open-pack-reader.ts';

/** The files of a model. */
export async function openModel(model: BenchmarkModel): Promise<Pick<PackAccess, 'reader' | 'name' | 'close'>> {
  if (model.kind === 'listed') return openListed(model.name, model.baseUrl);
  return openPackReader(model, () => undefined);
}

function openListed(name: string, baseUrl: string): Pick<PackAccess, 'reader' | 'name' | 'close'> {
  const find = async (path: string): Promise<Blob | null> => {
    const response = await fetch(new URL(path, baseUrl));
    return response.ok ? response.blob() : null;
  };
  const list = async (): Promise<readonly ListedFile[]> => {
    const response = await fetch(new URL('files.json', baseUrl));
    return response.json();
  };
  return {
    reader: createBlobPackReader({ find, list }, () => undefined),
    name: { id: name, name, version: '' },
    close: () => undefined,
  };
}
