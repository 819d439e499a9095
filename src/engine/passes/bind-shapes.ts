import type { DeclaredType, Graph, ValueName } from '../graph/graph.ts';
import { GraphError } from '../graph/graph-error.ts';
import { sortTopologically } from '../graph/topology.ts';
import type { Shape } from '../tensor/tensor.ts';

export interface ShapeBindings {
  /** Extents of symbolic dimensions by name, for instance `{ batch_size: 1 }`. */
  readonly dimensions?: Readonly<Record<string, number>>;
  /** Whole shapes of inputs, stronger than `dimensions`. */
  readonly inputs?: Readonly<Record<ValueName, Shape>>;
}

/**
 * Gives every graph input a static shape. Output shapes become unknown, since `inferShapes` computes them. Nodes are put in
 * the order that ONNX demands and not every converter keeps (onnxruntime's float16 converter casts inputs at the very end).
 *
 * Throws a GraphError when a dimension stays open, or when a binding contradicts an extent that is fixed in the file.
 */
export function bindShapes(graph: Graph, bindings: ShapeBindings): Graph {
  const available = [...graph.inputs.map(({ name }) => name), ...graph.constants.keys()];
  return {
    ...graph,
    nodes: sortTopologically(graph.nodes, available),
    inputs: graph.inputs.map(({ name, type }) => ({ name, type: bindInput(name, type, bindings) })),
    outputs: graph.outputs.map(({ name, type }) => ({ name, type: { dtype: type.dtype, shape: null } })),
  };
}

function bindInput(name: ValueName, type: DeclaredType, { dimensions = {}, inputs = {} }: ShapeBindings): DeclaredType {
  const whole = inputs[name];
  const declared = type.shape;
  if (declared === null) {
    if (whole === undefined) throw unbound(name, 'its rank is unknown');
    return { dtype: type.dtype, shape: whole };
  }
  if (whole !== undefined && whole.length !== declared.length) {
    throw unbound(name, `it has ${declared.length} dimensions in the file, the binding ${whole.length}`);
  }
  const shape = declared.map((dimension, axis) => {
    const wanted = whole?.[axis] ?? (typeof dimension === 'string' ? dimensions[dimension] : undefined);
    if (typeof dimension !== 'number') {
      if (wanted === undefined) throw unbound(name, `dimension ${axis} (${dimension ?? 'unnamed'}) has no value`);
      return wanted;
    }
    if (wanted !== undefined && wanted !== dimension) {
      throw unbound(name, `dimension ${axis} is fixed to ${dimension} in the file, ${wanted} is asked for`);
    }
    return dimension;
  });
  return { dtype: type.dtype, shape };
}

function unbound(input: ValueName, reason: string): GraphError {
  return new GraphError('graph/dynamic-shape', `input ${input}: ${reason}`, { input });
}
