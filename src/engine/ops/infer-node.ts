import type { Constant, InlineConstant, Node, TensorType, ValueName } from '../graph/graph.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { findDecomposition } from './contrib.ts';
import type { Decomposition } from './contrib-definition.ts';
import type { InferContext } from './definition.ts';
import { findOp, hasOp } from './find-op.ts';
import { nodeError } from './operands.ts';

/**
 * Static output types of one node. Implements `InferNode`. Throws a GraphError for an unknown operator, an unsupported form,
 * shapes that do not fit, or a shape that depends on data.
 */
export function inferNode(
  node: Node,
  types: ReadonlyMap<ValueName, TensorType>,
  constants: ReadonlyMap<ValueName, Constant>,
  opset: number,
): readonly TensorType[] {
  const decomposition = hasOp(node) ? undefined : findDecomposition(node);
  if (decomposition !== undefined) return inferDecomposed(decomposition, node, types, constants, opset);
  const inferred = findOp(node, opset).infer(inferContextOf(node, types, constants, opset));
  for (const { shape } of inferred) {
    if (shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0)) continue;
    throw nodeError(node, 'graph/shape', `[${shape.join(',')}] is no shape`);
  }
  return inferred;
}

/** An operator that is taken apart has the types that its parts have. */
function inferDecomposed(
  decomposition: Decomposition,
  node: Node,
  types: ReadonlyMap<ValueName, TensorType>,
  constants: ReadonlyMap<ValueName, Constant>,
  opset: number,
): readonly TensorType[] {
  const inputs = node.inputs.filter((name) => name !== '');
  const builder = new GraphBuilder(
    {
      name: node.name,
      opsets: { '': opset },
      inputs: [],
      outputs: [],
      constants: new Map(inputs.flatMap((name) => entryOf(name, constants.get(name)))),
      nodes: [],
      types: new Map(inputs.flatMap((name) => entryOf(name, types.get(name)))),
    },
    inferNode,
  );
  const outputs = decomposition({ emitter: builder, node });
  // An optional output that is left out has no type; nothing asks for it.
  return outputs.map((output) => (output === undefined ? { dtype: 'float32', shape: [] } : builder.typeOf(output)));
}

function entryOf<T>(name: ValueName, value: T | undefined): (readonly [ValueName, T])[] {
  return value === undefined ? [] : [[name, value]];
}

/** What a rule sees of a node's inputs. */
export function inferContextOf(
  node: Node,
  types: ReadonlyMap<ValueName, TensorType>,
  constants: ReadonlyMap<ValueName, Constant>,
  opset: number,
): InferContext {
  return {
    node,
    opset,
    inputs: node.inputs.map((name) => types.get(name) ?? constants.get(name)?.type),
    constants: node.inputs.map((name) => inlineOf(constants.get(name))),
  };
}

function inlineOf(constant: Constant | undefined): InlineConstant | undefined {
  return constant?.kind === 'inline' ? constant : undefined;
}
