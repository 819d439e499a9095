import { opsetOf } from '../graph/opset.ts';
import { float, int } from '../graph/attributes.ts';
import { attributesOf } from '../ops/define-op.ts';
import { OPS } from '../ops/ops.ts';
import { filledConstant, numbersOf } from '../graph/constants.ts';
import type { Constant, Graph, Node, TensorType, ValueName } from '../graph/graph.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { consumersOf, producersOf } from '../graph/topology.ts';
import { inferNode } from '../ops/infer-node.ts';
import { isFloat } from '../tensor/data-type.ts';
import { sameShape } from '../tensor/broadcast.ts';
import { raiseOpset } from './raise-opset.ts';
import { removeDeadCode } from './remove-dead-code.ts';

/** (x - mean) / sqrt(variance + epsilon) over the axes from `axis` on, times `scale`, plus `bias`. */
interface LayerNormalization {
  readonly x: ValueName;
  readonly axis: number;
  readonly epsilon: number;
  readonly scale?: ValueName;
  readonly bias?: ValueName;
}

/**
 * Joins the eight nodes in which exporters before opset 17 write a layer normalisation. In float16 their squares overflow (a
 * deviation of 256 suffices) and the result is wrong without a sign of it; the kernel of LayerNormalization counts in float32.
 *
 * Needs static types. A graph below opset 17 is raised to it.
 */
export function fuseLayerNormalization(graph: Graph): Graph {
  const reader = createReader(graph);
  const fused = new Map<ValueName, LayerNormalization>();
  for (const node of graph.nodes) {
    const core = readCore(reader, node);
    if (core === undefined) continue;
    const { output, ...form } = readAffine(reader, node, core);
    fused.set(output, form);
  }
  if (fused.size === 0 || opsetOf(graph) < 13) return graph;

  const builder = new GraphBuilder(graph, inferNode, { prefix: 'norm', nodes: 'drop' });
  for (const node of graph.nodes) {
    const form = fused.get(node.outputs[0] ?? '');
    builder.addNode(form === undefined ? node : layerNormalizationNode(builder, node, form));
  }
  return raiseOpset(removeDeadCode(builder.build()));
}

interface Reader {
  producerOf(value: ValueName | undefined, op: string): Node | undefined;
  /** The node that alone reads a value, when it is an `op` and the value is no output of the graph. */
  onlyConsumerOf(value: ValueName, op: string): Node | undefined;
  typeOf(value: ValueName): TensorType | undefined;
  /** The number in every element of a small constant. */
  numberIn(value: ValueName | undefined): number | undefined;
  /** Axes of a mean over the last axes that keeps them; undefined for any other. */
  meanAxis(node: Node): number | undefined;
}

function createReader(graph: Graph): Reader {
  const producers = producersOf(graph);
  const consumers = consumersOf(graph);
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const typeOf = (value: ValueName): TensorType | undefined => graph.types.get(value);
  return {
    typeOf,
    producerOf: (value, op) => {
      const node = producers.get(value ?? '');
      return node?.op === op && node.domain === '' ? node : undefined;
    },
    onlyConsumerOf: (value, op) => {
      const [use, ...others] = consumers.get(value) ?? [];
      return use?.node.op === op && others.length === 0 && !outputs.has(value) ? use.node : undefined;
    },
    numberIn: (value) => numberIn(graph.constants.get(value ?? '')),
    meanAxis: (node) => {
      const rank = typeOf(node.inputs[0] ?? '')?.shape.length ?? 0;
      const constant = graph.constants.get(node.inputs[1] ?? '');
      const { axes: attribute = [], keepdims } = attributesOf(OPS.ReduceMean, node);
      const axes = constant?.kind === 'inline' ? [...numbersOf(constant)] : attribute;
      const sorted = axes.map((axis) => (axis < 0 ? axis + rank : axis)).sort((a, b) => a - b);
      const areLast = sorted.length > 0 && sorted.every((axis, i) => axis === rank - sorted.length + i);
      return areLast && keepdims === 1 ? sorted[0] : undefined;
    },
  };
}

/** x, axis and epsilon of d / sqrt(mean(d^2) + eps), d = x - mean(x), that ends at `node`. */
function readCore(reader: Reader, node: Node): LayerNormalization | undefined {
  if (node.op !== 'Div' || node.domain !== '') return undefined;
  const [difference = '', root] = node.inputs;
  const sub = reader.producerOf(difference, 'Sub');
  const [x, mean] = sub?.inputs ?? [];
  const meanNode = reader.producerOf(mean, 'ReduceMean');
  const [a, b] = reader.producerOf(reader.producerOf(root, 'Sqrt')?.inputs[0], 'Add')?.inputs ?? [];
  const varianceNode = reader.producerOf(a, 'ReduceMean') ?? reader.producerOf(b, 'ReduceMean');
  const epsilon = reader.numberIn(a) ?? reader.numberIn(b);
  if (x === undefined || meanNode?.inputs[0] !== x || varianceNode === undefined || epsilon === undefined)
    return undefined;
  if (!isSquareOf(reader, varianceNode.inputs[0], difference)) return undefined;
  const axis = reader.meanAxis(meanNode);
  if (axis === undefined || axis !== reader.meanAxis(varianceNode)) return undefined;
  return isFloat(reader.typeOf(x)?.dtype ?? 'bool') ? { x, axis, epsilon } : undefined;
}

function isSquareOf(reader: Reader, value: ValueName | undefined, of: ValueName): boolean {
  const product = reader.producerOf(value, 'Mul');
  if (product !== undefined) return product.inputs.every((input) => input === of);
  const [base, exponent] = reader.producerOf(value, 'Pow')?.inputs ?? [];
  return base === of && reader.numberIn(exponent) === 2;
}

/** Takes in the scale and the bias that follow, and says whose output the whole is. */
function readAffine(reader: Reader, node: Node, core: LayerNormalization): LayerNormalization & { output: ValueName } {
  const [output = ''] = node.outputs;
  const parameterOf = (sum: Node | undefined, value: ValueName): ValueName | undefined => {
    const other = sum?.inputs.find((input) => input !== value) ?? '';
    const wanted = reader.typeOf(core.x)?.shape.slice(core.axis) ?? [];
    return sameShape(reader.typeOf(other)?.shape ?? [], wanted) && other !== '' ? other : undefined;
  };
  const product = reader.onlyConsumerOf(output, 'Mul');
  const scale = parameterOf(product, output);
  const scaled = product?.outputs[0];
  if (scale === undefined || scaled === undefined) return { ...core, output };
  const sum = reader.onlyConsumerOf(scaled, 'Add');
  const bias = parameterOf(sum, scaled);
  const total = sum?.outputs[0];
  if (bias === undefined || total === undefined) return { ...core, scale, output: scaled };
  return { ...core, scale, bias, output: total };
}

function layerNormalizationNode(builder: GraphBuilder, node: Node, form: LayerNormalization): Node {
  const { dtype, shape } = builder.typeOf(form.x);
  const scale = form.scale ?? builder.addConstant(filledConstant(dtype, shape.slice(form.axis), 1));
  return {
    ...node,
    op: 'LayerNormalization',
    inputs: [form.x, scale, ...(form.bias === undefined ? [] : [form.bias])],
    attributes: { axis: int(form.axis), epsilon: float(form.epsilon) },
  };
}

function numberIn(constant: Constant | undefined): number | undefined {
  if (constant?.kind !== 'inline' || constant.bytes.byteLength > 1024) return undefined;
  const [first, ...others] = numbersOf(constant);
  return others.every((number) => number === first) ? first : undefined;
}
