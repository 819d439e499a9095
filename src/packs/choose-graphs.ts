import { GRAPH_FILE, isModelFolder } from './pack-layout.ts';

/** Names that exporters give the same model in one folder, the one to prefer first. */
const GRAPH_NAMES = [GRAPH_FILE, 'model_fp32.onnx', 'model_fp16.onnx'] as const;
/** Integer weights, which the compiler does not differentiate. */
const QUANTISED = /quant|int8|int4|uint8|q4|q8|bnb4/i;

/** The graph to take from each folder of a model: by the usual names, or the only one that is not quantised. */
export function chooseGraphs(files: readonly { readonly path: string }[]): ReadonlyMap<string, string> {
  const chosen = new Map<string, string>();
  const paths = files.map(({ path }) => path).filter(isGraphOfModel);
  for (const folder of new Set(paths.map(folderOf))) {
    const graphs = paths.filter((path) => folderOf(path) === folder);
    const usual = GRAPH_NAMES.map((name) => `${folder}/${name}`).find((path) => graphs.includes(path));
    const others = graphs.filter((path) => !QUANTISED.test(path));
    const graph = usual ?? (others.length === 1 ? others[0] : undefined);
    if (graph !== undefined) chosen.set(folder, graph);
  }
  return chosen;
}

/** Whether a path is that of a graph in the folder of a model. */
export function isGraphOfModel(path: string): boolean {
  const [folder = '', name = '', ...deeper] = path.split('/');
  return isModelFolder(folder) && name.endsWith('.onnx') && deeper.length === 0;
}

/** The first folder of a path; '' for a file beside the folders. */
export function folderOf(path: string): string {
  const slash = path.indexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}
