import type { Attributes, Constant, DeclaredType, Graph, Node, ValueName } from '../graph/graph.ts';
import { constantFrom } from '../graph/constants.ts';
import { GraphError } from '../graph/graph-error.ts';
import { verifyGraph } from '../graph/verify.ts';
import { activationsOf } from '../analysis/estimate-peak.ts';

/** A graph that runs when its switch, a bool input [1], is true. */
interface Branch {
  readonly name: string;
  readonly graph: Graph;
}

type Declaration = { readonly name: ValueName; readonly type: DeclaredType };

/**
 * Joins graphs over the same weights into one, which a runtime loads with one copy of them:
 *
 *   weights and what follows from weights alone                                   outside
 *   If(is_a) then a else If(is_b) then b else c                                   one branch each, static shapes
 *
 * Inputs that two graphs name alike but type differently (one row, two rows) get the branch's name as suffix: `sample`,
 * `sample_controlled`. All inputs must be fed at every run; all outputs are there, [1] zero where the branch has none.
 * The last branch runs when no switch is on.
 */
export function joinIntoOneGraph(branches: readonly Branch[]): Graph {
  const [first] = branches;
  if (first === undefined) throw new GraphError('graph/invalid', 'no graphs to join', {});
  const outside = createOutside();
  const outputs = [...new Set(branches.flatMap(({ graph }) => graph.outputs.map(({ name }) => name)))];
  const bodies = branches.map((branch) => writeBody(branch, outputs, outside));
  const switches = branches.slice(0, -1).map(({ name }) => switchOf(name));
  const root = bodies.reduceRight((otherwise, body, index) => {
    const condition = switches[index] ?? '';
    const names = index === 0 ? outputs : outputs.map((name) => `else_${index}/${name}`);
    const node: Node = {
      op: 'If',
      domain: '',
      name: condition,
      inputs: [condition],
      outputs: names,
      attributes: { then_branch: { kind: 'graph', value: body }, else_branch: { kind: 'graph', value: otherwise } },
    };
    return { ...emptyBody(body, condition), outputs: names.map(unshaped), nodes: [node] };
  });
  const joined: Graph = {
    name: branches.map(({ name }) => name).join('_or_'),
    opsets: Object.assign({}, ...branches.map(({ graph }) => graph.opsets)),
    inputs: [
      ...outside.inputs.values(),
      ...switches.map((name) => ({ name, type: { dtype: 'bool', shape: [1] } as const })),
    ],
    outputs: outputs.map(unshaped),
    constants: outside.constants,
    nodes: [...outside.nodes, ...root.nodes],
    types: new Map(),
  };
  verifyGraph(joined);
  return joined;
}

/** The switch of a branch. */
export function switchOf(branch: string): ValueName {
  return `is_${branch}`;
}

interface Outside {
  readonly inputs: Map<ValueName, Declaration>;
  readonly constants: Map<ValueName, Constant>;
  readonly nodes: Node[];
  /** Names of what is outside already, by what it is. */
  readonly known: Map<string, ValueName>;
}

function createOutside(): Outside {
  return { inputs: new Map(), constants: new Map(), nodes: [], known: new Map() };
}

/** The graph as a subgraph: no inputs, weights and what follows from them moved outside, its own names prefixed. */
function writeBody({ name: branch, graph }: Branch, outputs: readonly ValueName[], outside: Outside): Graph {
  const activations = activationsOf(graph);
  const names = new Map<ValueName, ValueName>();
  const constants = new Map<ValueName, Constant>();
  const inside = (name: ValueName): ValueName => `${branch}/${name}`;
  const nameOf = (name: ValueName): ValueName => (name === '' ? '' : (names.get(name) ?? inside(name)));

  for (const input of graph.inputs) names.set(input.name, declareInput(outside, branch, input));
  const hoisted = graph.nodes.filter((node) => !node.outputs.some((name) => activations.has(name)));
  const readOutside = new Set(hoisted.flatMap((node) => node.inputs));
  for (const [name, constant] of graph.constants) {
    if (constant.kind === 'external' || readOutside.has(name)) names.set(name, addConstant(outside, name, constant));
    if (constant.kind === 'inline') constants.set(inside(name), constant);
  }
  for (const node of hoisted) {
    const inputs = node.inputs.map(nameOf);
    const found = addNode(outside, { ...node, inputs });
    node.outputs.forEach((name, index) => names.set(name, found[index] ?? name));
  }
  const nodes = graph.nodes
    .filter((node) => node.outputs.some((name) => activations.has(name)))
    .map((node) => ({
      ...node,
      inputs: node.inputs.map(nameOf),
      outputs: node.outputs.map((name) => (name === '' ? '' : inside(name))),
    }));
  const declared = new Map(graph.outputs.map((output) => [output.name, output.type]));
  const none = inside('none');
  const missing = outputs.filter((name) => !declared.has(name));
  if (missing.length > 0) constants.set(none, constantFrom('float32', [1], [0]));
  return {
    ...emptyBody(graph, branch),
    outputs: outputs.map((name) => ({ name: inside(name), type: declared.get(name) ?? NOTHING })),
    constants,
    nodes: [
      ...nodes,
      ...missing.map((name) => ({
        op: 'Identity',
        domain: '',
        name: inside(name),
        inputs: [none],
        outputs: [inside(name)],
        attributes: {},
      })),
    ],
  };
}

const NOTHING: DeclaredType = { dtype: 'float32', shape: [1] };

function emptyBody({ opsets }: Graph, name: string): Graph {
  return { name, opsets, inputs: [], outputs: [], constants: new Map(), nodes: [], types: new Map() };
}

function unshaped(name: ValueName): Declaration {
  return { name, type: { dtype: 'float32', shape: null } };
}

function declareInput({ inputs }: Outside, branch: string, { name, type }: Declaration): ValueName {
  const known = inputs.get(name);
  const isShared = known === undefined || sameType(known.type, type);
  const declared = isShared ? name : `${name}_${branch}`;
  inputs.set(declared, { name: declared, type });
  return declared;
}

function sameType(a: DeclaredType, b: DeclaredType): boolean {
  return a.dtype === b.dtype && a.shape?.join() === b.shape?.join();
}

function addConstant(outside: Outside, name: ValueName, constant: Constant): ValueName {
  const { dtype, shape } = constant.type;
  const place =
    constant.kind === 'external'
      ? `${constant.location}:${constant.offset}:${constant.length}`
      : `:${constant.bytes.join()}`;
  return remember(outside, `${dtype}[${shape.join()}]${place}`, () => {
    const fresh = freshName(outside, name);
    outside.constants.set(fresh, constant);
    return fresh;
  });
}

function addNode(outside: Outside, node: Node): readonly ValueName[] {
  const what = `${node.domain}.${node.op}(${node.inputs.join()})${describe(node.attributes)}`;
  if (!outside.known.has(`${what}#0`)) {
    const outputs = node.outputs.map((name) => (name === '' ? '' : freshName(outside, name)));
    outside.nodes.push({ ...node, name: `weights/${outside.nodes.length}`, outputs });
    outputs.forEach((name, index) => outside.known.set(`${what}#${index}`, name));
  }
  return node.outputs.map((_, index) => outside.known.get(`${what}#${index}`) ?? '');
}

function describe(attributes: Attributes): string {
  return JSON.stringify(Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function remember({ known }: Outside, what: string, add: () => ValueName): ValueName {
  const name = known.get(what) ?? add();
  known.set(what, name);
  return name;
}

/** `weights/` keeps these names apart from inputs and from every branch's own. */
function freshName({ constants, nodes }: Outside, stem: ValueName): ValueName {
  return `weights/${constants.size + nodes.length}/${stem}`;
}
