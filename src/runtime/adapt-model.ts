import type { Graph } from '../engine/graph/graph.ts';
import { weightFilesOf } from '../engine/onnx/check-weight-files.ts';
import { readModel } from '../engine/onnx/read-model.ts';
import { writeModel } from '../engine/onnx/write-model.ts';
import { externaliseWeights } from '../engine/passes/externalise-weights.ts';
import { precisionOf } from '../packs/detect/graph-facts.ts';
import type { PackModel } from './model-bytes.ts';
import type { ModelBytes } from './session.ts';
import { graphFailure } from '../packs/graph-failure.ts';
import { GRAPH_FILE } from '../packs/pack-layout.ts';

/** Whether most bytes of a model's weights are of half precision. */
export function isHalfPrecision({ model }: PackModel): boolean {
  return precisionOf(readModel(model)) === 'float16';
}

/**
 * A model of a pack with its graph rewritten; weights stay where they are. Throws `EngineFailure`: `pack/corrupt-file`
 * with `{ file }` for a file that is not ONNX, `pack/unsupported` with `{ file, reason }` for a graph that `rewrite` refuses.
 */
export function adaptModel(file: string, model: PackModel, rewrite: (graph: Graph) => Graph): ModelBytes {
  try {
    const graph = rewrite(externaliseWeights(readModel(model.model), model.model, GRAPH_FILE));
    const own = { path: GRAPH_FILE, data: model.model };
    const files = model.externalData.some(({ path }) => path === GRAPH_FILE)
      ? model.externalData
      : [...model.externalData, own];
    const used = new Set(weightFilesOf(graph));
    return { model: writeModel(graph), externalData: files.filter(({ path }) => used.has(path)) };
  } catch (error) {
    throw graphFailure(error, file);
  }
}
