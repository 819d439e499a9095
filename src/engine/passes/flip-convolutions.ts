import { at } from '../at.ts';
import { ints } from '../graph/attributes.ts';
import { attributesOf } from '../ops/define-op.ts';
import { OPS } from '../ops/ops.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { Graph, Node, ValueName } from '../graph/graph.ts';
import { inferNode } from '../ops/infer-node.ts';
import type { Shape } from '../tensor/tensor.ts';
import { activationsOf } from '../analysis/estimate-peak.ts';

/**
 * Writes transposed convolutions of stride 1 as ordinary ones, with the weights turned by 180 degrees and their channels
 * exchanged: the derivative of a convolution then runs on the kernel that every runtime has tuned best.
 *
 * A runtime turns the weights once, when it loads the graph, and keeps that second copy: worth it for small models only.
 */
export function flipConvolutions(graph: Graph): Graph {
  const activations = activationsOf(graph);
  const builder = new GraphBuilder(graph, inferNode, { prefix: 'flip', nodes: 'drop' });
  for (const node of graph.nodes) {
    const weights = node.inputs[1] ?? '';
    if (node.op !== 'ConvTranspose' || activations.has(weights) || !canFlip(node, builder.typeOf(weights).shape)) {
      builder.addNode(node);
      continue;
    }
    const { dilations, pads, kernel } = geometryOf(node, builder.typeOf(weights).shape);
    builder.addNode({
      ...node,
      op: 'Conv',
      inputs: [node.inputs[0] ?? '', turnWeights(builder, weights)],
      attributes: { kernel_shape: ints(kernel), dilations: ints(dilations), pads: ints(pads) },
    });
  }
  return builder.build();
}

/** Geometry of the ordinary convolution. */
function geometryOf(node: Node, weights: Shape) {
  const kernel = weights.slice(2);
  const { dilations = kernel.map(() => 1), pads: transposedPads = [...kernel, ...kernel].map(() => 0) } = attributesOf(
    OPS.ConvTranspose,
    node,
  );
  const pads = transposedPads.map((pad, index) => {
    const axis = index % kernel.length;
    return at(dilations, axis) * (at(kernel, axis) - 1) - pad;
  });
  return { kernel, dilations, pads };
}

function canFlip(node: Node, weights: Shape): boolean {
  const attributes = attributesOf(OPS.ConvTranspose, node);
  const every = (values: readonly number[] | undefined, value: number) =>
    values === undefined || values.every((entry) => entry === value);
  return (
    node.inputs.length === 2 &&
    attributes.group === 1 &&
    attributes.auto_pad === 'NOTSET' &&
    attributes.output_shape === undefined &&
    every(attributes.strides, 1) &&
    every(attributes.output_padding, 0) &&
    geometryOf(node, weights).pads.every((pad) => pad >= 0)
  );
}

/** [M, C, ...kernel] to [C, M, ...kernel reversed]. */
function turnWeights(builder: GraphBuilder, weights: ValueName): ValueName {
  const { shape } = builder.typeOf(weights);
  const axes = shape.slice(2).map((_, axis) => axis + 2);
  const exchanged = builder.emit('Transpose', [weights], { perm: ints([1, 0, ...axes]) });
  if (axes.every((axis) => shape[axis] === 1)) return exchanged;
  const repeat = (value: number) => builder.ints(axes.map(() => value));
  return builder.emit('Slice', [exchanged, repeat(-1), repeat(-(2 ** 31)), builder.ints(axes), repeat(-1)]);
}
