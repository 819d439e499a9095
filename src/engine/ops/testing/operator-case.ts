/** One use of an operator: what the shape, fold and gradient tests run. */
import { constantFrom } from '../../graph/constants.ts';
import type { Attributes, Constant, Graph, Node, TensorType } from '../../graph/graph.ts';
import type { Value } from '../../onnx/testing/run-graph.ts';
import { isFloat } from '../../tensor/data-type.ts';
import { sizeOf, type DataType } from '../../tensor/tensor.ts';
import { inferNode } from '../infer-node.ts';
import { seededRandom } from './seeded-random.ts';

/** How random elements are drawn: kinks of piecewise functions must lie further off than the difference step. */
export type Draw = 'plain' | 'positive' | 'away-from-zero' | 'spaced' | 'bits' | 'small-integers';

export interface InputCase {
  readonly shape: readonly number[];
  readonly dtype?: DataType;
  readonly draw?: Draw;
  /** Given numbers make the input a constant of the graph, without a gradient. */
  readonly constant?: readonly number[];
  /** True for weights: a random constant, without a gradient. */
  readonly frozen?: boolean;
}

export interface OperatorCase {
  readonly title?: string;
  /** null stands for an optional input that is left out. */
  readonly inputs: readonly (InputCase | null)[];
  readonly attributes?: Attributes;
  /** Defaults to 1. */
  readonly outputs?: number;
  /** Outputs that the objective depends on; defaults to all. */
  readonly used?: readonly number[];
  /** Defaults to 18. */
  readonly opset?: number;
  /** What the case is left out of, because the form has no such rule (a string says why). */
  readonly noGradient?: string;
  readonly noFold?: string;
}

export interface BuiltCase {
  /** One node; its constants in place, everything else a graph input. */
  readonly graph: Graph;
  readonly node: Node;
  readonly feeds: Readonly<Record<string, Value>>;
  /** Values of all present inputs, constants too, by name. */
  readonly values: Readonly<Record<string, Value>>;
  /** Positions of the inputs that have a gradient. */
  readonly differentiable: readonly number[];
}

export function buildCase(key: string, testCase: OperatorCase, seed = 1): BuiltCase {
  const random = seededRandom(seed);
  const { inputs, attributes = {}, outputs = 1, opset = 18 } = testCase;
  const dot = key.lastIndexOf('.');
  const node: Node = {
    op: key.slice(dot + 1),
    domain: dot < 0 ? '' : key.slice(0, dot),
    name: 'case',
    inputs: inputs.map((input, i) => (input === null ? '' : `x${i}`)),
    outputs: Array.from({ length: outputs }, (_, i) => `y${i}`),
    attributes,
  };
  const constants = new Map<string, Constant>();
  const types = new Map<string, TensorType>();
  const values: Record<string, Value> = {};
  const feeds: Record<string, Value> = {};
  const differentiable: number[] = [];
  inputs.forEach((input, i) => {
    if (input === null) return;
    const name = `x${i}`;
    const { shape, dtype = 'float32', constant, frozen = false } = input;
    const value: Value = { dtype, shape, numbers: constant ?? draw(input, random, i) };
    values[name] = value;
    types.set(name, { dtype, shape });
    if (constant !== undefined || frozen) constants.set(name, constantFrom(dtype, shape, value.numbers));
    else feeds[name] = value;
    if (constant === undefined && !frozen && isFloat(dtype)) differentiable.push(i);
  });
  inferNode(node, types, constants, opset).forEach((type, i) => types.set(`y${i}`, type));
  const typeOf = (name: string): TensorType => types.get(name) ?? { dtype: 'float32', shape: [] };
  const graph: Graph = {
    name: key,
    opsets: node.domain === '' ? { '': opset } : { '': opset, [node.domain]: 1 },
    inputs: Object.keys(feeds).map((name) => ({ name, type: typeOf(name) })),
    outputs: node.outputs.map((name) => ({ name, type: typeOf(name) })),
    constants,
    nodes: [node],
    types,
  };
  return { graph, node, feeds, values, differentiable };
}

function draw({ shape, draw: kind = 'plain' }: InputCase, random: () => number, position: number): number[] {
  const size = sizeOf(shape);
  const element: Readonly<Record<Exclude<Draw, 'spaced'>, () => number>> = {
    plain: () => 3 * random() - 1.5,
    positive: () => 0.5 + 1.5 * random(),
    'away-from-zero': () => (random() < 0.5 ? -1 : 1) * (0.3 + random()),
    bits: () => (random() < 0.5 ? 0 : 1),
    'small-integers': () => Math.floor(7 * random()) - 3,
  };
  if (kind !== 'spaced') return Array.from({ length: size }, element[kind]);
  // All elements at least 0.1 apart, those of other inputs included.
  const ranks = Array.from({ length: size }, (_, i) => ({ i, key: random() })).sort((a, b) => a.key - b.key);
  return ranks.map(({ i }) => (i - Math.floor(size / 2)) * 0.4 + position * 0.2);
}
