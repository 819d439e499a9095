import { GraphBuilder } from '../graph/builder.ts';
import type { Graph, Node, ValueName } from '../graph/graph.ts';
import { producersOf } from '../graph/topology.ts';
import { reshapeTo } from '../ops/emission.ts';
import { inferNode } from '../ops/infer-node.ts';
import { sameShape } from '../tensor/broadcast.ts';
import { sizeOf } from '../tensor/tensor.ts';

/**
 * Writes a product with the result of a convolution over [N, C, places]. On a graphics card onnxruntime turns that result back to
 * [N, C, H, W], and takes the turn past every operator that works element by element, for which the other operand is turned too, before
 * it turns the product back: three dispatches for one. It takes none past a change of shape. Needs static types.
 */
export function shieldConvolutions(graph: Graph): Graph {
  const producers = producersOf(graph);
  const isConvolved = (value: ValueName): boolean => {
    const producer = producers.get(value);
    return producer?.domain === '' && (producer.op === 'Conv' || producer.op === 'ConvTranspose');
  };
  const isProduct = ({ op, domain, inputs, outputs }: Node): boolean => {
    if (op !== 'Mul' || domain !== '' || !inputs.some(isConvolved)) return false;
    const [shape = [], ...operands] = [...outputs, ...inputs].map((value) => graph.types.get(value)?.shape ?? []);
    return shape.length === 4 && operands.every((operand) => sameShape(operand, shape));
  };
  const builder = new GraphBuilder(graph, inferNode, { prefix: 'shield', nodes: 'drop' });
  for (const node of graph.nodes) {
    if (!isProduct(node)) {
      builder.addNode(node);
      continue;
    }
    const { shape } = builder.typeOf(node.inputs[0] ?? '');
    const flat = [...shape.slice(0, 2), sizeOf(shape.slice(2))];
    const product = builder.emit(
      'Mul',
      node.inputs.map((value) => reshapeTo(builder, value, flat)),
    );
    builder.addNode({ ...node, op: 'Reshape', inputs: [product, builder.ints(shape)], attributes: {} });
  }
  return builder.build();
}
