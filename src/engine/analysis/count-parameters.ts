import type { Graph } from '../graph/graph.ts';
import { isFloat } from '../tensor/data-type.ts';
import { sizeOf } from '../tensor/tensor.ts';

/** Trained numbers of a model as its file has it: the elements of its floating-point initialisers. */
export function countParameters(model: Graph): number {
  const floats = [...model.constants.values()].filter(({ type }) => isFloat(type.dtype));
  return floats.reduce((sum, { type }) => sum + sizeOf(type.shape), 0);
}
