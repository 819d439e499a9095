import { at } from '../at.ts';
import { int } from '../graph/attributes.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { Graph, ValueName } from '../graph/graph.ts';
import { GraphError } from '../graph/graph-error.ts';
import { castTo } from '../ops/emission.ts';
import { inferNode } from '../ops/infer-node.ts';
import type { AttentionSite } from '../analysis/find-attention.ts';
import { ATTENTION_MAPS_OUTPUT, createMapCollector } from './attention-maps.ts';
import { controlCopies } from './control-copies.ts';
import { planControl, type ControlRows, type CreateControlRule, type NamedEdit } from './control-rule.ts';
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
    const rows = splitRows(builder, value);
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

function batchOf(graph: Graph): number | undefined {
  return graph.types.get('sample')?.shape[0];
}

/** Copies the nodes into `builder`; what the rule edits is read as `editRows` makes it. */
function editSites(
  builder: GraphBuilder,
  graph: Graph,
  sites: readonly AttentionSite[],
  createRule: CreateControlRule,
  editRows: (value: ValueName, edit: NamedEdit) => ValueName,
): void {
  const tokens = at(builder.typeOf('encoder_hidden_states').shape, 1);
  const plan = planControl(sites, createRule(builder, tokens, sites));
  const maps = createMapCollector(builder, sites, tokens);
  const controlled = new Map<ValueName, ValueName>();
  const applied = (value: ValueName, edit: NamedEdit | undefined) =>
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

/** Both rows of a value whose first axis is the batch, or batch * heads. */
function splitRows(builder: GraphBuilder, value: ValueName): ControlRows {
  const [extent = 1] = builder.typeOf(value).shape;
  if (extent % 2 !== 0) throw new GraphError('graph/shape', `%${value} has no two rows to control`, { value });
  const slice = (from: number, to: number) =>
    builder.emit('Slice', [value, builder.ints([from]), builder.ints([to]), builder.ints([0])]);
  return { source: slice(0, extent / 2), target: slice(extent / 2, extent) };
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
