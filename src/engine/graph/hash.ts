/**
 * Structural hash: two graphs that compute the same from the same inputs by the same operators have the same hash,
 * whatever
 * their values are called and in whatever order their nodes stand. Dead nodes do not count.
 */
import type { Attribute, Constant, Graph, Node, ValueName } from './graph.ts';

/** 16 hexadecimal digits. Not cryptographic. */
export function hashGraph(graph: Graph): string {
  return hashScope(graph, new Map());
}

function hashScope(graph: Graph, outer: ReadonlyMap<ValueName, string>): string {
  const values = new Map(outer);
  for (const { name, type } of graph.inputs) {
    values.set(
      name,
      hashText(`input ${name} ${type.dtype} ${JSON.stringify(graph.types.get(name)?.shape ?? type.shape)}`),
    );
  }
  for (const [name, constant] of graph.constants) values.set(name, hashConstant(constant));
  for (const node of graph.nodes) {
    const base = hashNode(node, values);
    node.outputs.forEach((output, i) => values.set(output, hashText(`${base} ${i}`)));
  }
  const opsets = Object.entries(graph.opsets)
    .map(([domain, version]) => `${domain}:${version}`)
    .sort();
  const outputs = graph.outputs.map(({ name }) => `${name}=${values.get(name) ?? ''}`);
  return hashText([...opsets, ...outputs].join(' '));
}

function hashNode(node: Node, values: ReadonlyMap<ValueName, string>): string {
  const inputs = node.inputs.map((input) => (input === '' ? '_' : (values.get(input) ?? '?')));
  const attributes = Object.entries(node.attributes)
    .map(([name, attribute]) => `${name}=${hashAttribute(attribute, values)}`)
    .sort();
  return hashText([node.domain, node.op, ...inputs, ...attributes].join(' '));
}

function hashAttribute(attribute: Attribute, values: ReadonlyMap<ValueName, string>): string {
  if (attribute.kind === 'tensor') return hashConstant(attribute.value);
  if (attribute.kind === 'graph') return hashScope(attribute.value, values);
  return `${attribute.kind} ${JSON.stringify(attribute.value)}`;
}

function hashConstant(constant: Constant): string {
  const type = `${constant.type.dtype}[${constant.type.shape.join(',')}]`;
  if (constant.kind === 'external')
    return hashText(`${type} ${constant.location} ${constant.offset} ${constant.length}`);
  return hashText(`${type} ${hashBytes(constant.bytes)}`);
}

const utf8 = new TextEncoder();

function hashText(text: string): string {
  return hashBytes(utf8.encode(text));
}

/** Two 32-bit lanes of multiply and rotate with different constants, each finished by a xor-shift. */
function hashBytes(bytes: Uint8Array): string {
  let a = 0x811c9dc5;
  let b = 0x9e3779b1;
  for (const byte of bytes) {
    a = Math.imul((a << 5) | (a >>> 27), 0x01000193) ^ byte;
    b = Math.imul((b << 13) | (b >>> 19), 0x85ebca6b) ^ byte;
  }
  return hexOf(a ^ (a >>> 15)) + hexOf(b ^ (b >>> 13));
}

function hexOf(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
