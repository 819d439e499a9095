import type { Attribute, Constant, Graph, Node } from '../../../src/engine/graph/graph.ts';
import { OPS } from '../../../src/engine/ops/ops.ts';
import type { Random } from '../random.ts';

type Mutation = (graph: Graph, random: Random) => Graph;

const MOST_CHANGES = 3;
const NUMBERS = [0, 1, -1, 2, 3, 1e9, 2 ** 31, 2 ** 53 - 1, -(2 ** 31)] as const;
const LOCATIONS = [
  '../../../etc/passwd',
  '/etc/passwd',
  '..',
  '',
  'a/../../b',
  'C:\\x',
  'model.onnx',
  'other.bin',
  '\u0000',
] as const;
const MANY = 50_000;
const DEPTH = 50;
const OPERATORS = [...Object.keys(OPS), 'Unknown', 'Loop', 'If', 'Scan', ''];

const MUTATIONS: readonly Mutation[] = [
  changeNode(
    (node, random, graph) => ({
      ...node,
      inputs: node.inputs.with(
        random.below(node.inputs.length),
        random.pick([...valuesOf(graph, random), 'nothing', '']),
      ),
    }),
    ({ inputs }) => inputs.length > 0,
  ),
  // A cycle.
  changeNode(
    (node, random) => ({ ...node, inputs: node.inputs.with(random.below(node.inputs.length), node.outputs[0] ?? '') }),
    ({ inputs }) => inputs.length > 0,
  ),
  changeNode((node) => ({ ...node, inputs: [...node.inputs, ...node.inputs] })),
  changeNode((node) => ({ ...node, inputs: node.inputs.slice(1) })),
  changeNode((node, random, graph) => ({ ...node, outputs: [random.pick(valuesOf(graph, random))] })),
  changeNode((node, random) => ({ ...node, op: random.pick(OPERATORS) })),
  changeNode((node, random) => ({ ...node, domain: random.pick(['', 'com.microsoft', 'ai.onnx.ml', 'other']) })),
  changeNode((node, random) => ({ ...node, attributes: changeAttributes(node.attributes, random) })),
  changeNode(
    (node, random) => ({ ...node, attributes: changeAttributes(node.attributes, random) }),
    ({ attributes }) => Object.keys(attributes).length > 0,
  ),
  (graph, random) => ({ ...graph, nodes: graph.nodes.toSpliced(random.below(graph.nodes.length), 1) }),
  (graph, random) => ({ ...graph, nodes: [...graph.nodes, random.pick(graph.nodes)] }),
  (graph) => ({ ...graph, nodes: graph.nodes.toReversed() }),
  (graph, random) => ({
    ...graph,
    opsets: random.pick([{ '': 1 }, { '': 99 }, { other: 1 }, { '': -1 }, { ...graph.opsets, 'com.microsoft': 1 }]),
  }),
  (graph, random) => ({ ...graph, outputs: random.pick([[], graph.inputs, [...graph.outputs, ...graph.outputs]]) }),
  (graph, random) => ({ ...graph, inputs: changeShapes(graph.inputs, random) }),
  changeConstant(
    (constant, random) =>
      ({ ...constant, type: { ...constant.type, shape: changeShape(constant.type.shape, random) } }) as Constant,
  ),
  changeConstant(({ type }, random) => ({
    kind: 'external',
    type,
    location: random.pick(LOCATIONS),
    offset: random.pick(NUMBERS),
    length: random.pick([...NUMBERS, 4 * type.shape.reduce((a, b) => a * b, 1)]),
  })),
  changeConstant((constant, random) =>
    constant.kind === 'inline' ? { ...constant, bytes: constant.bytes.map(() => random.below(256)) } : constant,
  ),
];

/** An ONNX graph that is not one any more: wrong shapes, cycles, dangling names, huge numbers, attributes of every kind, weights elsewhere. */
export function mutateGraph(graph: Graph, random: Random): Graph {
  let mutant = graph;
  for (let change = 1 + random.below(MOST_CHANGES); change > 0 && mutant.nodes.length > 0; change--)
    mutant = random.pick(MUTATIONS)(mutant, random);
  return mutant;
}

function changeNode(
  change: (node: Node, random: Random, graph: Graph) => Node,
  isFit: (node: Node) => boolean = () => true,
): Mutation {
  return (graph, random) => {
    const fit = graph.nodes.flatMap((node, index) => (isFit(node) ? [index] : []));
    if (fit.length === 0) return graph;
    const index = random.pick(fit);
    const node = graph.nodes[index];
    return node === undefined ? graph : { ...graph, nodes: graph.nodes.with(index, change(node, random, graph)) };
  };
}

function changeConstant(change: (constant: Constant, random: Random) => Constant): Mutation {
  return (graph, random) => {
    if (graph.constants.size === 0) return graph;
    const [name, constant] = random.pick([...graph.constants]);
    return { ...graph, constants: new Map([...graph.constants, [name, change(constant, random)]]) };
  };
}

function valuesOf({ nodes, inputs, constants }: Graph, random: Random): readonly string[] {
  return [random.pick(nodes).outputs[0] ?? '', random.pick(inputs).name, [...constants.keys()][0] ?? ''];
}

function changeShape(shape: readonly number[], random: Random): readonly number[] {
  const kind = random.below(4);
  if (kind === 0) return [...shape, random.pick(NUMBERS)];
  if (kind === 1) return shape.slice(1);
  if (kind === 2) return Array.from({ length: MANY }, () => 1);
  return shape.length === 0 ? [random.pick(NUMBERS)] : shape.with(random.below(shape.length), random.pick(NUMBERS));
}

function changeShapes(values: Graph['inputs'], random: Random): Graph['inputs'] {
  return values.map(({ name, type }) => {
    if (random.chance(0.6)) return { name, type };
    if (random.chance(0.2)) return { name: '', type };
    const shape = (type.shape ?? []).map((extent) =>
      random.chance(0.5) ? extent : random.pick([...NUMBERS, null, 'x']),
    );
    return { name, type: { ...type, shape: random.chance(0.1) ? null : shape } };
  });
}

function changeAttributes(attributes: Node['attributes'], random: Random): Node['attributes'] {
  const name = random.pick([
    ...Object.keys(attributes),
    'axis',
    'axes',
    'pads',
    'perm',
    'value',
    'group',
    'then_branch',
    '__proto__',
  ]);
  return Object.fromEntries([...Object.entries(attributes), [name, makeAttribute(random)]]);
}

function makeAttribute(random: Random): Attribute {
  const makers: readonly (() => Attribute)[] = [
    () => ({ kind: 'int', value: random.pick(NUMBERS) }),
    () => ({ kind: 'ints', value: [random.pick(NUMBERS), random.pick(NUMBERS)] }),
    () => ({ kind: 'ints', value: Array.from({ length: MANY }, () => random.pick(NUMBERS)) }),
    () => ({ kind: 'float', value: random.pick([Number.NaN, Infinity, -Infinity, 1e38, 0]) }),
    () => ({ kind: 'floats', value: [Number.NaN] }),
    () => ({ kind: 'string', value: 'x'.repeat(MANY) }),
    () => ({ kind: 'strings', value: ['', 'x'] }),
    () => ({
      kind: 'tensor',
      value: { kind: 'inline', type: { dtype: 'float32', shape: [2] }, bytes: new Uint8Array(8).fill(0xff) },
    }),
    () => ({ kind: 'graph', value: nestGraphs(random.pick([1, 3, DEPTH])) }),
  ];
  return random.pick(makers)();
}

const EMPTY: Graph = {
  name: '',
  opsets: { '': 17 },
  inputs: [],
  outputs: [],
  constants: new Map(),
  nodes: [],
  types: new Map(),
};

/** Graphs within graphs. */
function nestGraphs(depth: number): Graph {
  let graph = EMPTY;
  for (let level = 0; level < depth; level++) {
    const value: Attribute = { kind: 'graph', value: graph };
    graph = {
      ...EMPTY,
      nodes: [{ op: 'If', domain: '', name: '', inputs: [], outputs: [], attributes: { then_branch: value } }],
    };
  }
  return graph;
}
