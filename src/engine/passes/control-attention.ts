import { int } from '../graph/attributes.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { Graph, ValueName } from '../graph/graph.ts';
import { GraphError } from '../graph/graph-error.ts';
import { inferNode } from '../ops/infer-node.ts';
import { ATTENTION_MAPS_OUTPUT, createMapCollector } from './attention-maps.ts';
import { controlCopies } from './control-copies.ts';
import { addControlRule, type ControlRows } from './control-rule.ts';
import type { AttentionSite } from '../analysis/find-attention.ts';
import { NOISE_OUTPUT } from './normalize-inputs.ts';

/** Self-attention is injected at sites with at most this many queries (prompt-to-prompt's rule). */
const SELF_CONTROL_QUERIES = 16 * 16;

/**
 * Prompt-to-Prompt (arXiv 2208.01626, section 3) for batch rows [source, target], on the probabilities A of every site:
 *
 *   cross: A_tgt' = g ((A_src M) alpha eq + A_tgt (1 - alpha) eq) + (1 - g) A_tgt
 *   self:  A_tgt' = self_gate A_src + (1 - self_gate) A_tgt, at sites with at most 16 x 16 queries
 *
 * The source row stays. New inputs: `word_map` [S, S], `word_alpha`, `equalizer`, `cross_gate` [S] and `self_gate` [1]. New
 * output `attention_maps` [2, S, h, w]: cross probabilities, target row after control, averaged over heads and sites.
 *
 * A graph that its file fixes to one row gets the second by copies of its nodes. Throws a GraphError for other batches.
 */
export function controlAttention(graph: Graph, sites: readonly AttentionSite[]): Graph {
  const batch = graph.types.get('sample')?.shape[0];
  const controlled = sites.filter((site) => site.kind === 'cross' || site.queries <= SELF_CONTROL_QUERIES);
  if (batch === 1) return controlCopies(graph, controlled);
  if (batch !== 2) throw new GraphError('graph/shape', `attention control needs 1 or 2 rows, the graph has ${batch}`);

  const builder = new GraphBuilder(graph, inferNode, { prefix: 'control', nodes: 'drop' });
  const tokens = builder.typeOf('encoder_hidden_states').shape[1] ?? 0;
  const rule = addControlRule(builder, tokens);
  const maps = createMapCollector(builder, sites, tokens);
  const edited = new Map<ValueName, ValueName>();
  const siteOf = new Map(controlled.map((site) => [site.nodes.softmax, site]));

  graph.nodes.forEach((node, index) => {
    builder.addNode({ ...node, inputs: node.inputs.map((name) => edited.get(name) ?? name) });
    const site = siteOf.get(index);
    if (site === undefined) return;
    const rows = splitRows(builder, site);
    const probabilities = builder.emit('Concat', [rows.source, rule[site.kind](rows)], { axis: int(0) });
    maps.add(site, probabilities);
    edited.set(site.probabilities, restoreLayout(builder, site, probabilities));
  });
  maps.finish();
  return builder.build({ outputs: [NOISE_OUTPUT, ATTENTION_MAPS_OUTPUT] });
}

function splitRows(builder: GraphBuilder, site: AttentionSite): ControlRows {
  const shape = [2, site.heads, site.queries, site.tokens];
  const rows =
    site.layout === 'batch, heads'
      ? site.probabilities
      : builder.emit('Reshape', [site.probabilities, builder.ints(shape)]);
  const slice = (from: number) =>
    builder.emit('Slice', [rows, builder.ints([from]), builder.ints([from + 1]), builder.ints([0])]);
  return { source: slice(0), target: slice(1) };
}

function restoreLayout(builder: GraphBuilder, site: AttentionSite, probabilities: ValueName): ValueName {
  if (site.layout === 'batch, heads') return probabilities;
  return builder.emit('Reshape', [probabilities, builder.ints([2 * site.heads, site.queries, site.tokens])]);
}
