import { GraphBuilder } from '../graph/builder.ts';
import type { Graph, Node, ValueName } from '../graph/graph.ts';
import { GraphError } from '../graph/graph-error.ts';
import { opKeyOf, findOp } from '../ops/find-op.ts';
import { inferNode } from '../ops/infer-node.ts';
import { isFloat } from '../tensor/data-type.ts';
import { sizeOf } from '../tensor/tensor.ts';

export interface DerivativeRequest {
  /** A value with one element: F. */
  readonly objective: ValueName;
  /** dF/d`value` becomes the graph output `output`. */
  readonly wrt: readonly { readonly value: ValueName; readonly output: ValueName }[];
}

/**
 * Reverse-mode differentiation: appends the nodes that compute dF/dv for every requested v.
 *
 * Only nodes between a requested value and the objective are visited, last one first, so a derivative with respect to the
 * latent alone costs no weight gradients. Contributions to one value are added pairwise.
 * Throws a GraphError that names operator, node and opset where a rule is missing or forbidden, and when F does not depend
 * on a requested value.
 */
export function differentiate(graph: Graph, { objective, wrt }: DerivativeRequest): Graph {
  const builder = new GraphBuilder(graph, inferNode, { prefix: 'ct' });
  const objectiveType = builder.typeOf(objective);
  if (sizeOf(objectiveType.shape) !== 1) {
    throw new GraphError('graph/shape', `the objective ${objective} has more than one element`, { value: objective });
  }
  const varying = varyingValues(graph, builder, wrt);
  const cotangents = new Map<ValueName, ValueName[]>();
  cotangents.set(objective, [builder.float(1, objectiveType.shape, objectiveType.dtype)]);
  const total = (value: ValueName): ValueName | undefined => {
    const sum = addAll(builder, cotangents.get(value) ?? []);
    if (sum !== undefined) cotangents.set(value, [sum]);
    return sum;
  };

  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((name) => varying.has(name) && cotangents.has(name))) continue;
    const contributions = pullBack(node, builder, varying, node.outputs.map(total));
    contributions.forEach((contribution, index) => {
      const input = node.inputs[index];
      if (contribution === undefined || input === undefined || !varying.has(input)) return;
      const known = cotangents.get(input);
      if (known === undefined) cotangents.set(input, [contribution]);
      else known.push(contribution);
    });
  }

  for (const { value, output } of wrt) {
    const cotangent = total(value);
    if (cotangent === undefined) {
      throw new GraphError('graph/unknown-value', `the objective ${objective} does not depend on ${value}`, { value });
    }
    builder.addNode({
      op: 'Identity',
      domain: '',
      name: `d(${objective})/d(${value})`,
      inputs: [cotangent],
      outputs: [output],
      attributes: {},
    });
  }
  return builder.build({ outputs: [...graph.outputs.map((o) => o.name), ...wrt.map((w) => w.output)] });
}

/** Float values that change with a requested one. Operators whose rule is 'zero' stop the dependence. */
function varyingValues(graph: Graph, builder: GraphBuilder, wrt: DerivativeRequest['wrt']): ReadonlySet<ValueName> {
  const varying = new Set<ValueName>(wrt.map(({ value }) => value));
  for (const node of graph.nodes) {
    if (!node.inputs.some((name) => varying.has(name))) continue;
    if (findOp(node, builder.opset).vjp === 'zero') continue;
    for (const name of node.outputs) {
      if (name !== '' && isFloat(builder.typeOf(name).dtype)) varying.add(name);
    }
  }
  return varying;
}

function pullBack(
  node: Node,
  emitter: GraphBuilder,
  varying: ReadonlySet<ValueName>,
  cotangents: readonly (ValueName | undefined)[],
): readonly (ValueName | undefined)[] {
  const rule = findOp(node, emitter.opset).vjp;
  if (typeof rule === 'string') {
    throw new GraphError(
      'graph/unsupported-operator',
      `operator ${opKeyOf(node)} (node ${node.name}, opset ${emitter.opset}) has no derivative`,
      { operator: opKeyOf(node), node: node.name, opset: emitter.opset },
    );
  }
  return rule({
    emitter,
    node,
    inputs: node.inputs,
    outputs: node.outputs,
    cotangents,
    needs: (index) => varying.has(node.inputs[index] ?? ''),
  });
}

function addAll(builder: GraphBuilder, values: readonly ValueName[]): ValueName | undefined {
  const [first, ...rest] = values;
  return first === undefined ? undefined : rest.reduce((sum, value) => builder.emit('Add', [sum, value]), first);
}
