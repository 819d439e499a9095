import { opsetOf } from './opset.ts';
import { sameShape } from '../tensor/broadcast.ts';
import { DATA_TYPES } from '../tensor/data-type.ts';
import { sizeOf } from '../tensor/tensor.ts';
import type { Constant, DeclaredType, Graph, InferNode, Node, TensorType, ValueName } from './graph.ts';
import { GraphError } from './graph-error.ts';
import { printType } from './print.ts';
import { capturesOf } from './topology.ts';

export interface VerifyOptions {
  /** When given, every value must have a type and it must equal the rule's result. */
  readonly infer?: InferNode;
}

/**
 * Throws a GraphError ('graph/invalid') unless: every value is defined once, before it is read; every output exists; subgraphs
 * obey the same; every operator's domain has a version; every constant in memory has the bytes of its type; and, with `infer`,
 * all static types are there and right, those of the graph's inputs and outputs included.
 */
export function verifyGraph(graph: Graph, options: VerifyOptions = {}): void {
  verifyDefinitions(graph, new Set());
  verifyDomains(graph);
  for (const [name, constant] of graph.constants) verifyBytes(name, constant);
  if (options.infer !== undefined) verifyTypes(graph, options.infer);
}

function verifyDefinitions(graph: Graph, outer: ReadonlySet<ValueName>): void {
  const defined = new Set(outer);
  const define = (value: ValueName, where: string): void => {
    if (value === '' || defined.has(value)) throw invalid(`%${value} is defined twice, again by ${where}`, { value });
    defined.add(value);
  };
  for (const { name } of graph.inputs) define(name, 'a graph input');
  for (const name of graph.constants.keys()) define(name, 'a constant');
  for (const node of graph.nodes) {
    for (const value of [...node.inputs, ...capturesOf(node)]) {
      if (value !== '' && !defined.has(value)) {
        throw invalid(`${describe(node)} reads %${value}, which is not defined before it`, { value, node: node.name });
      }
    }
    for (const attribute of Object.values(node.attributes)) {
      if (attribute.kind === 'graph') verifyDefinitions(attribute.value, defined);
    }
    for (const value of node.outputs) if (value !== '') define(value, describe(node));
  }
  for (const { name } of graph.outputs) {
    if (!defined.has(name)) throw invalid(`the graph output %${name} is not defined`, { value: name });
  }
}

function verifyDomains(graph: Graph): void {
  for (const node of graph.nodes) {
    const { domain } = node;
    if (domain !== 'ai.onnx' && graph.opsets[domain] === undefined) {
      throw invalid(`${describe(node)} is of the domain ${domain || 'ai.onnx'}, which has no version`, { domain });
    }
  }
}

function verifyBytes(name: ValueName, constant: Constant): void {
  const { dtype, shape } = constant.type;
  if (constant.kind === 'external' || dtype === 'string') return;
  const wanted = sizeOf(shape) * DATA_TYPES[dtype].bytes;
  if (constant.bytes.byteLength !== wanted) {
    throw invalid(`%${name} has ${constant.bytes.byteLength} bytes, ${show(constant.type)} takes ${wanted}`, {
      value: name,
    });
  }
}

function verifyTypes(graph: Graph, infer: InferNode): void {
  const opset = opsetOf(graph);
  for (const { name, type } of graph.inputs) verifyDeclared(name, type, typeOf(graph, name));
  for (const [name, constant] of graph.constants) expectType(graph, name, constant.type, 'its constant');
  for (const node of graph.nodes) {
    const inferred = infer(node, graph.types, graph.constants, opset);
    node.outputs.forEach((name, i) => {
      if (name === '') return;
      const type = inferred[i];
      if (type === undefined) throw invalid(`${describe(node)} has no output ${i}`, { node: node.name, output: i });
      expectType(graph, name, type, describe(node));
    });
  }
  for (const { name, type } of graph.outputs) verifyDeclared(name, type, typeOf(graph, name));
}

/** A declared extent may be open, a fixed one must be that of the value. */
function verifyDeclared(name: ValueName, declared: DeclaredType, found: TensorType): void {
  const { dtype, shape } = declared;
  const fits =
    shape === null ||
    (shape.length === found.shape.length &&
      shape.every((extent, i) => typeof extent !== 'number' || extent === found.shape[i]));
  if (dtype === found.dtype && fits) return;
  throw invalid(`%${name} is ${show(found)}, but the graph declares ${printType(declared)}`, { value: name });
}

function expectType(graph: Graph, name: ValueName, wanted: TensorType, source: string): void {
  const found = typeOf(graph, name);
  if (found.dtype !== wanted.dtype || !sameShape(found.shape, wanted.shape)) {
    throw invalid(`%${name} is ${show(found)}, but ${source} makes it ${show(wanted)}`, { value: name });
  }
}

function typeOf(graph: Graph, name: ValueName): TensorType {
  const type = graph.types.get(name);
  if (type === undefined) throw invalid(`%${name} has no type`, { value: name });
  return type;
}

function show(type: TensorType): string {
  return `${type.dtype}[${type.shape.join(',')}]`;
}

function describe(node: Node): string {
  return `${node.op} ${node.name}`;
}

function invalid(message: string, parameters: Readonly<Record<string, string | number>>): GraphError {
  return new GraphError('graph/invalid', message, parameters);
}
