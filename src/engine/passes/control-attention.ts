import { at } from '../at.ts';
import { int } from '../graph/attributes.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { Graph, ValueName } from '../graph/graph.ts';
import { GraphError } from '../graph/graph-error.ts';
import { castTo } from '../ops/emission.ts';
import { inferNode } from '../ops/infer-node.ts';
import type { AttentionSite } from '../analysis/find-attention.ts';
import { ATTENTION_MAPS_OUTPUT, createMapCollector } from './attention-maps.ts';
import { controlCopies, copyLayout } from './control-copies.ts';
import { LAYOUT_ROWS, planControl, type CreateControlRule, type LayoutEdit, type NamedEdit } from './control-rule.ts';
import { NOISE_OUTPUT } from './normalize-inputs.ts';
import { createSourceOutputs } from './source-outputs.ts';

/**
 * Attention control for batch rows [source, target]: at every site the target row takes what the rule makes of both rows'
 * probabilities, queries, keys or values. The source row stays. The rule adds its own inputs.
 *
 * New output `attention_maps` [2, S, h, w]: cross probabilities, target row after control, averaged over heads and sites. What the rule
 * reads of the source row are outputs too (`NamedEdit`), float32: the inputs of `controlTarget`.
 *
 * A graph that its file fixes to one row gets the second by copies of its nodes. Throws a GraphError for other batches.
 */
export function controlAttention(graph: Graph, sites: readonly AttentionSite[], createRule: CreateControlRule): Graph {
  const batch = batchOf(graph);
  if (batch === 1) return controlCopies(graph, sites, createRule);
  if (batch !== 2) throw new GraphError('graph/shape', `attention control needs 1 or 2 rows, the graph has ${batch}`);
  const builder = new GraphBuilder(graph, inferNode, { prefix: 'control', nodes: 'drop' });
  const kept = createSourceOutputs(builder);
  editSites(builder, graph, sites, createRule, (value, { sourceName, edit }) => {
    const rows = splitRows(builder, value, ['source', 'target']);
    kept.add(sourceName, rows.source);
    return builder.emit('Concat', [rows.source, edit(rows)], { axis: int(0) });
  });
  return kept.build([NOISE_OUTPUT, ATTENTION_MAPS_OUTPUT]);
}

/**
 * `controlAttention` for the target row alone, in a graph of one row: what the rule reads of the source row comes in as inputs, as the
 * graph of both rows has put it out. `attention_maps` is [1, S, h, w].
 */
export function controlTarget(graph: Graph, sites: readonly AttentionSite[], createRule: CreateControlRule): Graph {
  const batch = batchOf(graph);
  if (batch !== 1) throw new GraphError('graph/shape', `the target alone is 1 row, the graph has ${batch}`);
  const builder = new GraphBuilder(graph, inferNode, { prefix: 'control', nodes: 'drop' });
  editSites(builder, graph, sites, createRule, (target, { sourceName, edit }) => {
    const { dtype, shape } = builder.typeOf(target);
    const input = builder.addInput(sourceName, { dtype: 'float32', shape });
    return edit({ source: castTo(builder, input, dtype), target });
  });
  return builder.build({ outputs: [NOISE_OUTPUT, ATTENTION_MAPS_OUTPUT] });
}

/**
 * Attention control for batch rows [source, layout, target]: the layout row takes what the rule makes of all of them, and the target row too.
 *
 * New output `attention_maps` [3, S, h, w], as `controlAttention` has it. A graph that its file fixes to one row gets the others by copies.
 */
export function controlLayout(
  graph: Graph,
  sites: readonly AttentionSite[],
  createRule: CreateControlRule<LayoutEdit>,
): Graph {
  const batch = batchOf(graph);
  if (batch === 1) return copyLayout(graph, sites, createRule);
  if (batch !== 3) throw new GraphError('graph/shape', `a layout beside two rows makes 3, the graph has ${batch}`);
  const builder = new GraphBuilder(graph, inferNode, { prefix: 'control', nodes: 'drop' });
  editSites(builder, graph, sites, createRule, (value, { edit }) => {
    const rows = splitRows(builder, value, LAYOUT_ROWS);
    const { layout, target } = edit(rows);
    return builder.emit('Concat', [rows.source, layout, target], { axis: int(0) });
  });
  return builder.build({ outputs: [NOISE_OUTPUT, ATTENTION_MAPS_OUTPUT] });
}

function batchOf(graph: Graph): number | undefined {
  return graph.types.get('sample')?.shape[0];
}

/** Copies the nodes into `builder`; what the rule edits is read as `editRows` makes it. */
function editSites<Edit>(
  builder: GraphBuilder,
  graph: Graph,
  sites: readonly AttentionSite[],
  createRule: CreateControlRule<Edit>,
  editRows: (value: ValueName, edit: NamedEdit<Edit>) => ValueName,
): void {
  const tokens = at(builder.typeOf('encoder_hidden_states').shape, 1);
  const plan = planControl(sites, createRule(builder, tokens, sites));
  const maps = createMapCollector(builder, sites, tokens);
  const controlled = new Map<ValueName, ValueName>();
  const applied = (value: ValueName, edit: NamedEdit<Edit> | undefined) =>
    edit === undefined ? value : editRows(value, edit);

  graph.nodes.forEach((node, index) => {
    const edits = plan.inputs.get(index);
    const inputs = node.inputs.map((name, position) => applied(controlled.get(name) ?? name, edits?.get(position)));
    builder.addNode({ ...node, inputs });
    const softmax = plan.softmaxes.get(index);
    if (softmax === undefined) return;
    const { site, edit } = softmax;
    if (edit === undefined && !maps.wants(site)) return;
    const probabilities = applied(separateHeads(builder, site), edit);
    maps.add(site, probabilities);
    if (edit !== undefined) controlled.set(site.probabilities, restoreLayout(builder, site, probabilities));
  });
  maps.finish();
}

/** The rows of a value whose first axis is the batch, or batch * heads. */
function splitRows<Row extends string>(
  builder: GraphBuilder,
  value: ValueName,
  names: readonly Row[],
): Readonly<Record<Row, ValueName>> {
  const size = at(builder.typeOf(value).shape, 0) / names.length;
  if (!Number.isInteger(size)) {
    throw new GraphError('graph/shape', `%${value} has no ${names.length} rows to control`, { value });
  }
  const slice = (from: number) =>
    builder.emit('Slice', [value, builder.ints([from]), builder.ints([from + size]), builder.ints([0])]);
  // A slice for each of the names.
  return Object.fromEntries(names.map((name, row) => [name, slice(row * size)])) as Record<Row, ValueName>;
}

/** The probabilities as [rows, heads, Q, K]. */
function separateHeads(builder: GraphBuilder, site: AttentionSite): ValueName {
  if (site.layout === 'batch, heads') return site.probabilities;
  const rows = at(builder.typeOf(site.probabilities).shape, 0) / site.heads;
  return builder.emit('Reshape', [site.probabilities, builder.ints([rows, site.heads, site.queries, site.tokens])]);
}

function restoreLayout(builder: GraphBuilder, site: AttentionSite, probabilities: ValueName): ValueName {
  if (site.layout === 'batch, heads') return probabilities;
  const { shape } = builder.typeOf(site.probabilities);
  return builder.emit('Reshape', [probabilities, builder.ints(shape)]);
}
