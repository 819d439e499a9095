import { attributesOf } from '../ops/define-op.ts';
import { OPS } from '../ops/ops.ts';
import type { Graph, Node } from '../graph/graph.ts';

/**
 * What the sides of a UNet's latents must be multiples of: by how much its strided convolutions and pools shrink them on the deepest way
 * down. Most exports bake in that the way up doubles each time, and another size does not fit together there.
 */
export function latentMultiple(graph: Graph): number {
  const shrunk = new Map(graph.inputs.map(({ name }) => [name, 1]));
  let most = 1;
  for (const node of graph.nodes) {
    const before = node.inputs.reduce((largest, name) => Math.max(largest, shrunk.get(name) ?? 1), 1);
    const after = Math.max(1, before * scaleOf(node));
    most = Math.max(most, after);
    for (const name of node.outputs) shrunk.set(name, after);
  }
  return most;
}

/** How much smaller a node's output is; a Resize of a UNet doubles. */
function scaleOf(node: Node): number {
  if (node.op === 'Resize' || node.op === 'ConvTranspose') return 1 / 2;
  if (node.op !== 'Conv') return 1;
  const [first = 1, ...others] = attributesOf(OPS.Conv, node).strides ?? [];
  return others.length === 1 && others[0] === first ? first : 1;
}
