import { int } from '../graph/attributes.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { Graph, Node, ValueName } from '../graph/graph.ts';
import { descendantsOf } from '../graph/topology.ts';
import { reshapeTo } from '../ops/emission.ts';
import { inferNode } from '../ops/infer-node.ts';
import { ATTENTION_MAPS_OUTPUT, createMapCollector } from './attention-maps.ts';
import { LAYOUT_ROWS, planControl, type CreateControlRule, type LayoutEdit, type NamedEdit } from './control-rule.ts';
import type { AttentionSite } from '../analysis/find-attention.ts';
import { NOISE_OUTPUT } from './normalize-inputs.ts';
import { createSourceOutputs, type SourceOutputs } from './source-outputs.ts';

/**
 * `controlAttention` for a graph that holds one row: every node that depends on the row stands twice, once for each row, and
 * the target's copy takes what the rule makes of both. Inputs and outputs have two rows, but for the source's values. The weights are
 * shared.
 */
export function controlCopies(graph: Graph, sites: readonly AttentionSite[], createRule: CreateControlRule): Graph {
  return copyRows(graph, sites, createRule, ['source', 'target'], ({ sourceName, edit }, rows, kept) => {
    kept.add(sourceName, rows.source);
    return { target: edit(rows) };
  });
}

/** `controlLayout` for a graph that holds one row, of which there are three copies then. */
export function copyLayout(
  graph: Graph,
  sites: readonly AttentionSite[],
  createRule: CreateControlRule<LayoutEdit>,
): Graph {
  return copyRows(graph, sites, createRule, LAYOUT_ROWS, ({ edit }, rows) => edit(rows));
}

type Values<Row extends string> = Readonly<Record<Row, ValueName>>;

/** `apply`: what rows take in place of a value; those that it leaves out keep their own. */
function copyRows<Row extends string, Edit>(
  graph: Graph,
  sites: readonly AttentionSite[],
  createRule: CreateControlRule<Edit>,
  rows: readonly Row[],
  apply: (edit: NamedEdit<Edit>, values: Values<Row>, kept: SourceOutputs) => Partial<Values<Row>>,
): Graph {
  const builder = new GraphBuilder({ ...graph, inputs: [] }, inferNode, { prefix: 'control', nodes: 'drop' });
  const names = forEachRow(rows, () => new Map<ValueName, ValueName>());
  const perRow = addInputs(builder, graph, rows, names);
  const tokens = graph.types.get('encoder_hidden_states')?.shape[1] ?? 0;
  const plan = planControl(sites, createRule(builder, tokens, sites));
  const maps = createMapCollector(builder, sites, tokens);
  const kept = createSourceOutputs(builder);
  const valuesOf = (name: ValueName): Values<Row> => forEachRow(rows, (row) => names[row].get(name) ?? name);

  graph.nodes.forEach((node, index) => {
    if (!node.inputs.some((name) => perRow.has(name))) {
      builder.addNode(node);
      return;
    }
    const edits = plan.inputs.get(index);
    // Other readers of an edited value keep it as it was.
    const edited = node.inputs.map((name, position): Partial<Values<Row>> => {
      const edit = edits?.get(position);
      return edit === undefined ? {} : apply(edit, valuesOf(name), kept);
    });
    for (const row of rows) {
      const inputs = node.inputs.map((name, position) => edited[position]?.[row] ?? name);
      builder.addNode(copyNode({ ...node, inputs }, row, names[row]));
    }
    const softmax = plan.softmaxes.get(index);
    if (softmax !== undefined) controlProbabilities(softmax.site, softmax.edit);
  });

  function controlProbabilities(site: AttentionSite, edit: NamedEdit<Edit> | undefined): void {
    if (edit === undefined && !maps.wants(site)) return;
    const stored = valuesOf(site.probabilities);
    const own = forEachRow(rows, (row) => reshapeTo(builder, stored[row], [1, site.heads, site.queries, site.tokens]));
    const edited: Partial<Values<Row>> = edit === undefined ? {} : apply(edit, own, kept);
    const all = { ...own, ...edited };
    maps.add(site, builder.emit('Concat', Object.values<ValueName>(all), { axis: int(0) }));
    for (const row of rows) {
      const value = edited[row];
      if (value === undefined) continue;
      names[row].set(site.probabilities, reshapeTo(builder, value, builder.typeOf(stored[row]).shape));
    }
  }

  builder.addNode({
    op: 'Concat',
    domain: '',
    name: NOISE_OUTPUT,
    inputs: Object.values<ValueName>(valuesOf(NOISE_OUTPUT)),
    outputs: [NOISE_OUTPUT],
    attributes: { axis: int(0) },
  });
  maps.finish();
  return kept.build([NOISE_OUTPUT, ATTENTION_MAPS_OUTPUT]);
}

function forEachRow<Row extends string, T>(rows: readonly Row[], make: (row: Row) => T): Record<Row, T> {
  // One for each of the rows.
  return Object.fromEntries(rows.map((row) => [row, make(row)])) as Record<Row, T>;
}

/** Inputs of all rows, sliced for each; a timestep belongs to all. Returns every value that depends on a row. */
function addInputs<Row extends string>(
  builder: GraphBuilder,
  graph: Graph,
  rows: readonly Row[],
  names: Readonly<Record<Row, Map<ValueName, ValueName>>>,
) {
  const split: ValueName[] = [];
  for (const { name } of graph.inputs) {
    const { dtype, shape } = graph.types.get(name) ?? builder.typeOf(name);
    if (name === 'timestep' || shape[0] !== 1) {
      builder.addInput(name, { dtype, shape });
      continue;
    }
    builder.addInput(name, { dtype, shape: shape.with(0, rows.length) });
    split.push(name);
    rows.forEach((row, index) => {
      const slice = [builder.ints([index]), builder.ints([index + 1]), builder.ints([0])];
      names[row].set(name, builder.emit('Slice', [name, ...slice]));
    });
  }
  return descendantsOf(graph, split);
}

function copyNode(node: Node, row: string, names: Map<ValueName, ValueName>): Node {
  const inputs = node.inputs.map((name) => names.get(name) ?? name);
  const outputs = node.outputs.map((name) => (name === '' ? '' : `${row}/${name}`));
  node.outputs.forEach((name, index) => names.set(name, outputs[index] ?? ''));
  return { ...node, name: `${row}/${node.name}`, inputs, outputs };
}
