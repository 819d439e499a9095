import { at } from '../at.ts';
import { float, int } from '../graph/attributes.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { isFilledWith } from '../graph/constants.ts';
import type { Graph, Node } from '../graph/graph.ts';
import { attributesOf } from '../ops/define-op.ts';
import { onesOf } from '../ops/emission.ts';
import { inferNode } from '../ops/infer-node.ts';
import { OPS } from '../ops/ops.ts';
import { raiseOpset } from './raise-opset.ts';

/** The first that `raiseOpset` raises. */
const FIRST_RAISED = 13;

/**
 * Writes the statistics of a group normalisation, an InstanceNormalization without scale and bias over [N, groups, elements], as a
 * LayerNormalization: its third output is the 1 / s that the derivative reads, so that nothing is normalised twice. A graph of opset 13 to 16 is
 * raised to 17.
 *
 * @param largest rows of more elements stay as they are
 */
export function normalizeRows(graph: Graph, largest = Number.POSITIVE_INFINITY): Graph {
  const builder = new GraphBuilder(graph, inferNode, { prefix: 'rows', nodes: 'drop' });
  for (const node of graph.nodes) {
    const [x = ''] = node.inputs;
    if (builder.opset < FIRST_RAISED || !isPlain(builder, node) || at(builder.typeOf(x).shape, 2) > largest) {
      builder.addNode(node);
      continue;
    }
    const { dtype, shape } = builder.typeOf(x);
    const { epsilon } = attributesOf(OPS.InstanceNormalization, node);
    builder.addNode({
      ...node,
      op: 'LayerNormalization',
      inputs: [x, onesOf(builder, dtype, shape.slice(2))],
      outputs: [...node.outputs, builder.freshName(), builder.freshName()],
      attributes: { axis: int(2), epsilon: float(epsilon) },
    });
  }
  return raiseOpset(builder.build());
}

function isPlain(builder: GraphBuilder, { op, domain, inputs }: Node): boolean {
  const [x = '', scale = '', bias = ''] = inputs;
  return (
    op === 'InstanceNormalization' &&
    domain === '' &&
    builder.typeOf(x).shape.length === 3 &&
    isFilledWith(builder.constantOf(scale), 1) &&
    isFilledWith(builder.constantOf(bias), 0)
  );
}
