import { GraphBuilder } from '../graph/builder.ts';
import type { Attributes, Graph, Node, ValueName } from '../graph/graph.ts';
import { findDecomposition } from '../ops/contrib.ts';
import type { Emitter } from '../graph/emitter.ts';
import { inferNode } from '../ops/infer-node.ts';
import { raiseOpset } from './raise-opset.ts';
import { createSubstitution } from './substitute-values.ts';

/**
 * Takes fused operators apart: what onnxruntime's optimizer writes (`com.microsoft`), fused attention and group normalisation.
 * Afterwards every operator has a VJP rule and attention is MatMul, Softmax, MatMul. The parts are named after the module whose
 * output they compute, so that attention sites keep their paths.
 *
 * Needs static types. Throws a GraphError for a form that no decomposition covers.
 */
export function decompose(graph: Graph): Graph {
  if (graph.nodes.every((node) => findDecomposition(node) === undefined)) return graph;
  const builder = new GraphBuilder(graph, inferNode, { prefix: 'part', nodes: 'drop' });
  const substitution = createSubstitution();
  for (const original of graph.nodes) {
    const node = { ...original, inputs: original.inputs.map(substitution.resolve) };
    const decomposition = findDecomposition(node);
    if (decomposition === undefined) {
      builder.addNode(node);
      continue;
    }
    const outputs = decomposition({ emitter: namedEmitter(builder, modulePathOf(node)), node });
    node.outputs.forEach((name, i) => {
      const by = outputs[i];
      if (name !== '' && by !== undefined) substitution.replace(name, by);
    });
  }
  // A decomposed output of the graph takes its name back when the substitution is applied.
  const kept = graph.outputs.map(({ name }) => name).filter((name) => builder.has(name));
  const parts = builder.build({ outputs: kept });
  const domains = new Set(parts.nodes.map(({ domain }) => domain));
  const opsets = Object.fromEntries(
    Object.entries(parts.opsets).filter(([domain]) => domain === '' || domains.has(domain)),
  );
  return raiseOpset(substitution.apply({ ...parts, opsets, outputs: graph.outputs }, parts.nodes));
}

/** A builder whose nodes are named `path/Operator`, and `path/Operator_1` where that is taken. */
function namedEmitter(builder: GraphBuilder, path: string): Emitter {
  const counts = new Map<string, number>();
  const emitMany = (
    op: string,
    inputs: readonly ValueName[],
    outputCount: number,
    attributes: Attributes = {},
    domain = '',
  ): readonly ValueName[] => {
    const count = counts.get(op) ?? 0;
    counts.set(op, count + 1);
    const name = count === 0 ? `${path}/${op}` : `${path}/${op}_${count}`;
    const outputs = Array.from({ length: outputCount }, () => builder.freshName());
    return builder.addNode({ op, domain, name, inputs, outputs, attributes });
  };
  return {
    opset: builder.opset,
    typeOf: (value) => builder.typeOf(value),
    emit: (op, inputs, attributes, domain) => emitMany(op, inputs, 1, attributes, domain)[0] ?? '',
    emitMany,
    float: (value, shape, dtype) => builder.float(value, shape, dtype),
    ints: (values) => builder.ints(values),
    constantOf: (value) => builder.constantOf(value),
  };
}

/** An optimizer names fused nodes by number; the values still carry the module's path, `/down_blocks.0/attn1/Reshape_3_output_0`. */
function modulePathOf(node: Node): string {
  const [output = ''] = node.outputs;
  const end = output.lastIndexOf('/');
  return output.startsWith('/') && end > 0 ? output.slice(0, end) : node.name;
}
