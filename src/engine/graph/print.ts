/**
 * A graph as text, one line a node, for people and golden files:
 *   %out: float32[1,64,16,16] = Conv(%x, weight) {pads=[1,1,1,1]}
 * Computed values and inputs carry %, constants do not; small constants appear by their numbers.
 */
import { sizeOf } from '../tensor/tensor.ts';
import { numbersOf } from './constants.ts';
import type { Attribute, Constant, DeclaredType, Graph, Node, ValueName } from './graph.ts';

const SHOWN_ELEMENTS = 8;

export function printGraph(graph: Graph): string {
  const opsets = Object.entries(graph.opsets).map(
    ([domain, version]) => `${domain === '' ? 'onnx' : domain} ${version}`,
  );
  return [
    `graph ${graph.name} (${opsets.join(', ')})`,
    ...graph.inputs.map(({ name, type }) => `  input %${name}: ${printType(graph.types.get(name) ?? type)}`),
    ...graph.nodes.flatMap((node) => printNode(graph, node).map((line) => `  ${line}`)),
    ...graph.outputs.map(
      ({ name, type }) => `  output ${printValue(graph, name)}: ${printType(graph.types.get(name) ?? type)}`,
    ),
  ].join('\n');
}

export function printType(type: DeclaredType): string {
  return `${type.dtype}[${type.shape === null ? '...' : type.shape.map((extent) => extent ?? '?').join(',')}]`;
}

function printNode(graph: Graph, node: Node): string[] {
  const outputs = node.outputs.map((name) => {
    const type = graph.types.get(name);
    return name === '' ? '_' : type === undefined ? `%${name}` : `%${name}: ${printType(type)}`;
  });
  const inputs = node.inputs.map((name) => printValue(graph, name));
  const op = node.domain === '' ? node.op : `${node.domain}.${node.op}`;
  const attributes = Object.entries(node.attributes)
    .flatMap(([name, attribute]) => (attribute.kind === 'graph' ? [] : [`${name}=${printAttribute(attribute)}`]))
    .sort();
  const line = `${outputs.join(', ')} = ${op}(${inputs.join(', ')})`;
  const subgraphs = Object.entries(node.attributes).flatMap(([name, attribute]) =>
    attribute.kind === 'graph' ? `${name}: ${printGraph(attribute.value)}`.split('\n').map((text) => `  ${text}`) : [],
  );
  return [attributes.length === 0 ? line : `${line} {${attributes.join(', ')}}`, ...subgraphs];
}

function printValue(graph: Graph, name: ValueName): string {
  if (name === '') return '_';
  const constant = graph.constants.get(name);
  if (constant === undefined) return `%${name}`;
  return printSmallConstant(constant) ?? name;
}

/** Float32 scalars by their number, other small constants with their type; undefined for large and external ones. */
function printSmallConstant(constant: Constant): string | undefined {
  const { dtype, shape } = constant.type;
  if (constant.kind === 'external' || sizeOf(shape) > SHOWN_ELEMENTS || shape.length > 1) return undefined;
  const numbers = [...numbersOf(constant)].map(printNumber);
  const text = shape.length === 0 ? (numbers[0] ?? '') : `[${numbers.join(',')}]`;
  return dtype === 'float32' || (dtype === 'int64' && shape.length === 1) ? text : `${text}:${dtype}`;
}

function printAttribute(attribute: Exclude<Attribute, { readonly kind: 'graph' }>): string {
  if (attribute.kind === 'tensor') return printSmallConstant(attribute.value) ?? printType(attribute.value.type);
  const { value } = attribute;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return printNumber(value);
  return `[${value.map((item) => (typeof item === 'number' ? printNumber(item) : item)).join(',')}]`;
}

/** Seven digits: float32 noise such as 9.999999747378752e-6 reads as 0.00001. */
function printNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(7)));
}
