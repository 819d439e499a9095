import type { Attributes, Constant, Graph, InlineConstant, Node, ValueName } from '../graph/graph.ts';
import { createSubstitution } from './substitute-values.ts';

/** Longer inline constants are weights, which are not read (and exporters do not write them twice). */
const COMPARE_LIMIT_BYTES = 4096;

/**
 * Common subexpressions: nodes with the same operator, attributes and inputs become one, and so do equal constants.
 * Every operator that Renoir knows is a function of its inputs, so this is always right.
 */
export function mergeDuplicates(graph: Graph): Graph {
  const substitution = createSubstitution();
  const first = new Map<string, readonly ValueName[]>();
  for (const [name, constant] of graph.constants) {
    const key = constantKey(constant);
    if (key === undefined) continue;
    const known = first.get(key)?.[0];
    if (known === undefined) first.set(key, [name]);
    else substitution.replace(name, known);
  }
  const nodes: Node[] = [];
  for (const node of graph.nodes) {
    const key = nodeKey(node, node.inputs.map(substitution.resolve));
    const known = key === undefined ? undefined : first.get(key);
    if (known === undefined) {
      if (key !== undefined) first.set(key, node.outputs);
      nodes.push(node);
      continue;
    }
    node.outputs.forEach((name, index) => substitution.replace(name, known[index] ?? name));
  }
  return substitution.apply(graph, nodes);
}

function nodeKey(node: Node, inputs: readonly ValueName[]): string | undefined {
  const attributes = attributesKey(node.attributes);
  if (attributes === undefined) return undefined;
  // Optional outputs that are left out make a different node: the one that is kept must have them all.
  const outputs = node.outputs.map((name) => (name === '' ? 0 : 1));
  return JSON.stringify([node.domain, node.op, inputs, attributes, outputs]);
}

function attributesKey(attributes: Attributes): unknown {
  const entries = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.some(([, attribute]) => attribute.kind === 'graph')) return undefined;
  return entries.map(([name, attribute]) => [
    name,
    attribute.kind,
    attribute.kind === 'tensor' ? inlineKey(attribute.value) : attribute.value,
  ]);
}

function constantKey(constant: Constant): string | undefined {
  if (constant.kind === 'inline') {
    return constant.bytes.byteLength <= COMPARE_LIMIT_BYTES ? inlineKey(constant) : undefined;
  }
  const { type, location, offset, length } = constant;
  return JSON.stringify(['external', type.dtype, type.shape, location, offset, length]);
}

function inlineKey({ type, bytes }: InlineConstant): string {
  return JSON.stringify(['inline', type.dtype, type.shape, Array.from(bytes)]);
}
