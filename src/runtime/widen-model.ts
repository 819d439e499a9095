import { weightFilesOf } from '../engine/onnx/check-weight-files.ts';
import { readModel } from '../engine/onnx/read-model.ts';
import { writeModel } from '../engine/onnx/write-model.ts';
import type { Graph } from '../engine/graph/graph.ts';
import { GraphError } from '../engine/graph/graph-error.ts';
import { inferShapes } from '../engine/passes/infer-shapes.ts';
import { simplify } from '../engine/passes/simplify.ts';
import { hasHalves, widenHalves } from '../engine/passes/widen-halves.ts';
import type { WeightData } from '../packs/pack-reader.ts';
import type { ModelBytes } from './session.ts';
import { widenBytes } from './widened-bytes.ts';

const SUFFIX = '.float32';

/**
 * A model that computes in float32, for devices without float16: of a float16 graph the weights are widened while a session reads them,
 * one at a time, so that memory never holds them twice. Others stay as they are. Weights have to be in memory.
 */
export function widenModel(bytes: ModelBytes): ModelBytes {
  const graph = readModel(bytes.model);
  if (!hasHalves(graph)) return bytes;
  const widened = simplifyTyped(widenHalves(graph, (location) => location + SUFFIX));
  const used = new Set(weightFilesOf(widened));
  const files = bytes.externalData.flatMap(({ path, data }) => [
    { path, data },
    { path: path + SUFFIX, data: widenBytes(inMemory(path, data)) },
  ]);
  return { ...bytes, model: writeModel(widened), externalData: files.filter(({ path }) => used.has(path)) };
}

/** A graph of operators without rules keeps casts that do nothing. */
function simplifyTyped(graph: Graph): Graph {
  try {
    return simplify(inferShapes(graph));
  } catch (error) {
    if (error instanceof GraphError) return graph;
    throw error;
  }
}

function inMemory(path: string, data: WeightData): Uint8Array {
  if (data instanceof Uint8Array) return data;
  throw new TypeError(`the weights in ${path} are not in memory`);
}
