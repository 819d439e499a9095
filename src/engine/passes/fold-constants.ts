import type { Constant, InlineConstant, Node, TensorType, ValueName } from '../graph/graph.ts';
import { foldNode } from '../ops/fold-node.ts';
import { DATA_TYPES } from '../tensor/data-type.ts';
import { sizeOf } from '../tensor/tensor.ts';

/** Larger constants are weights: they stay computed in the graph, and the compiler never reads them. */
const FOLD_LIMIT_BYTES = 4096;

/** The constants that a node computes, or undefined when they depend on a run or pass `FOLD_LIMIT_BYTES`. */
export function foldSmallNode(
  node: Node,
  outputs: readonly TensorType[],
  types: ReadonlyMap<ValueName, TensorType>,
  constants: ReadonlyMap<ValueName, Constant>,
  opset: number,
): readonly InlineConstant[] | undefined {
  const sources = node.inputs.flatMap((name) => constants.get(name)?.type ?? []);
  if (![...sources, ...outputs].every(isSmall)) return undefined;
  return foldNode(node, types, constants, opset);
}

function isSmall(type: TensorType): boolean {
  return sizeOf(type.shape) * DATA_TYPES[type.dtype].bytes <= FOLD_LIMIT_BYTES;
}
