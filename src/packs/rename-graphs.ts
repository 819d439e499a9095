import { readWhole } from '../engine/onnx/byte-source.ts';
import { chooseGraphs, folderOf } from './choose-graphs.ts';
import { graphPath } from './pack-layout.ts';
import type { PackReader, StoredFile } from './pack-reader.ts';

/**
 * A reader of a folder whose graphs may have another of the usual names (`unet/model_fp16.onnx`): they are listed and read as
 * `model.onnx`. A reader that cannot list is given back as it is.
 */
export function renameGraphs(reader: PackReader): PackReader {
  const { list, open } = reader;
  if (list === undefined) return reader;
  let listed: ReturnType<typeof list> | undefined;
  const ownPathOf = async (path: string): Promise<string> => {
    const folder = folderOf(path);
    if (path !== graphPath(folder)) return path;
    listed ??= list();
    return chooseGraphs(await listed).get(folder) ?? path;
  };
  return {
    read: async (path) => reader.read(await ownPathOf(path)),
    ...(open && {
      open: async (path) => {
        const own = await ownPathOf(path);
        return own === path ? open(own) : withoutPath(await open(own));
      },
    }),
    list: async () => {
      const files = await list();
      const graphs = chooseGraphs(files);
      return files.map((file) => {
        const folder = folderOf(file.path);
        return graphs.get(folder) === file.path ? { ...file, path: graphPath(folder) } : file;
      });
    },
  };
}

/** Under its path on disk onnxruntime would look for the name that it has there. */
function withoutPath(file: StoredFile): StoredFile {
  return {
    ...file,
    data: async () => {
      const data = await file.data();
      return typeof data === 'string' ? readWhole(file) : data;
    },
  };
}
