import type { BenchmarkModel } from '../../src/protocol/benchmark.ts';
import type { ListedFile } from '../../src/packs/pack-reader.ts';
import { createBlobPackReader, type BlobFiles } from '../inference/blob-pack-reader.ts';
import { openPackReader, type PackAccess } from '../inference/open-pack-reader.ts';
import { createRandomModel } from './random-model/open-random-model.ts';

/** The files of a model. */
export async function openModel(model: BenchmarkModel): Promise<Pick<PackAccess, 'reader' | 'name' | 'close'>> {
  if (model.kind === 'listed') return openListed(model.name, model.baseUrl);
  if (model.kind === 'random') {
    const { model: id, tokenizerUrl } = model;
    return openFiles(id, await createRandomModel(id, tokenizerUrl));
  }
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
  return openFiles(name, { find, list });
}

function openFiles(name: string, files: BlobFiles): Pick<PackAccess, 'reader' | 'name' | 'close'> {
  return {
    reader: createBlobPackReader(files, () => undefined),
    name: { id: name, name, version: '' },
    close: () => undefined,
  };
}
