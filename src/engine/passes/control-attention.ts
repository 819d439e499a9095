import { int, ints } from '../graph/attributes.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { Graph, ValueName } from '../graph/graph.ts';
import { GraphError } from '../graph/graph-error.ts';
import { inferNode } from '../ops/infer-node.ts';
import { DATA_TYPES } from '../tensor/data-type.ts';
import type { DataType } from '../tensor/tensor.ts';
import type { AttentionSite } from './find-attention.ts';
import { NOISE_OUTPUT } from './normalize-inputs.ts';

/** Self-attention is injected at sites with at most this many queries (prompt-to-prompt's rule). */
const SELF_CONTROL_QUERIES = 16 * 16;

/** Averaged cross maps come from the finest sites with at most this many queries. */
const MAP_QUERIES = 16 * 16;

const ATTENTION_MAPS_OUTPUT = 'attention_maps';

/**
 * Prompt-to-Prompt (arXiv 2208.01626, section 3) for batch rows [source, target], on the probabilities A of every site:
 *
 *   cross: A_tgt' = g ((A_src M) alpha eq + A_tgt (1 - alpha) eq) + (1 - g) A_tgt
 *   self:  A_tgt' = self_gate A_src + (1 - self_gate) A_tgt, at sites with at most 16 x 16 queries
 *
 * The source row stays. New inputs: `word_map` [S, S], `word_alpha`, `equalizer`, `cross_gate` [S] and `self_gate` [1]. New
 * output `attention_maps` [2, S, h, w]: cross probabilities, target row after control, averaged over heads and sites.
 */
export function controlAttention(graph: Graph, sites: readonly AttentionSite[]): Graph {
  const builder = new GraphBuilder(graph, inferNode, { prefix: 'control', nodes: 'drop' });
  const batch = builder.typeOf('sample').shape[0];
  if (batch !== 2) throw new GraphError('graph/shape', `attention control needs batch 2, the graph has ${batch}`);
  const tokens = builder.typeOf('encoder_hidden_states').shape[1] ?? 0;
  const rule = addControlInputs(builder, tokens);
  const mapSites = chooseMapSites(sites);
  const maps: ValueName[] = [];
  const controlled = new Map<ValueName, ValueName>();
  const siteOf = new Map(sites.map((site) => [site.nodes.softmax, site]));

  graph.nodes.forEach((node, index) => {
    builder.addNode({ ...node, inputs: node.inputs.map((name) => controlled.get(name) ?? name) });
    const site = siteOf.get(index);
    if (site === undefined || (site.kind === 'self' && site.queries > SELF_CONTROL_QUERIES)) return;
    const rows = splitRows(builder, site);
    const target = site.kind === 'cross' ? rule.cross(rows) : rule.self(rows);
    const probabilities = builder.emit('Concat', [rows.source, target], { axis: int(0) });
    if (mapSites.includes(site)) maps.push(averageHeads(builder, probabilities));
    controlled.set(site.probabilities, restoreLayout(builder, site, probabilities));
  });
  addMapsOutput(builder, maps, tokens, mapSites[0]?.mapSize ?? [1, 1]);
  return builder.build({ outputs: [NOISE_OUTPUT, ATTENTION_MAPS_OUTPUT] });
}

/** Cross-attention sites of the resolution whose maps are averaged: 16 x 16, or the finest below it, or else the coarsest. */
export function chooseMapSites(sites: readonly AttentionSite[]): readonly AttentionSite[] {
  const cross = sites.filter((site) => site.kind === 'cross' && site.mapSize !== null);
  const counts = cross.map((site) => site.queries);
  const small = counts.filter((count) => count <= MAP_QUERIES);
  const chosen = small.length > 0 ? Math.max(...small) : Math.min(...counts);
  return cross.filter((site) => site.queries === chosen);
}

interface Rows {
  readonly source: ValueName;
  readonly target: ValueName;
}

function addControlInputs(builder: GraphBuilder, tokens: number) {
  const input = (name: string, shape: readonly number[]) => builder.addInput(name, { dtype: 'float32', shape });
  const wordMap = input('word_map', [tokens, tokens]);
  const alpha = input('word_alpha', [tokens]);
  const equalizer = input('equalizer', [tokens]);
  const gate = input('cross_gate', [tokens]);
  const selfGate = input('self_gate', [1]);
  const add = (a: ValueName, b: ValueName) => builder.emit('Add', [a, b]);
  const multiply = (a: ValueName, b: ValueName) => builder.emit('Mul', [a, b]);
  const complement = (a: ValueName) => builder.emit('Sub', [builder.float(1), a]);

  // The formula is linear in both rows, so its token factors are worked out once, not at every site:
  // A_tgt' = A_src (M diag(g eq alpha)) + A_tgt (g eq (1 - alpha) + 1 - g). Gates of 0 leave A_tgt bit for bit.
  const emphasis = multiply(gate, equalizer);
  const fromSource = multiply(wordMap, multiply(emphasis, alpha));
  const fromTarget = add(multiply(emphasis, complement(alpha)), complement(gate));
  const keepSelf = complement(selfGate);
  const like = (value: ValueName, row: ValueName) => castTo(builder, value, builder.typeOf(row).dtype);
  return {
    cross: ({ source, target }: Rows) =>
      add(builder.emit('MatMul', [source, like(fromSource, source)]), multiply(target, like(fromTarget, target))),
    self: ({ source, target }: Rows) =>
      add(multiply(source, like(selfGate, source)), multiply(target, like(keepSelf, target))),
  };
}

/** The two rows of the probabilities, [1, heads, Q, K] each. */
function splitRows(builder: GraphBuilder, site: AttentionSite): Rows {
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

/** [2, heads, Q, K] to [2, Q, K], float32. */
function averageHeads(builder: GraphBuilder, probabilities: ValueName): ValueName {
  const value = castTo(builder, probabilities, 'float32');
  // ReduceMean takes its axes as an input from opset 18 on.
  return builder.opset >= 18
    ? builder.emit('ReduceMean', [value, builder.ints([1])], { keepdims: int(0) })
    : builder.emit('ReduceMean', [value], { axes: ints([1]), keepdims: int(0) });
}

function addMapsOutput(
  builder: GraphBuilder,
  maps: readonly ValueName[],
  tokens: number,
  [height, width]: readonly [number, number],
): void {
  const [first, ...rest] = maps;
  if (first === undefined) throw new GraphError('graph/unsupported-form', 'no cross-attention site has a map size');
  const sum = rest.reduce((total, map) => builder.emit('Add', [total, map]), first);
  const mean = builder.emit('Mul', [sum, builder.float(1 / maps.length)]);
  const byToken = builder.emit('Transpose', [mean], { perm: ints([0, 2, 1]) });
  builder.addNode({
    op: 'Reshape',
    domain: '',
    name: ATTENTION_MAPS_OUTPUT,
    inputs: [byToken, builder.ints([2, tokens, height, width])],
    outputs: [ATTENTION_MAPS_OUTPUT],
    attributes: {},
  });
}

function castTo(builder: GraphBuilder, value: ValueName, dtype: DataType): ValueName {
  if (builder.typeOf(value).dtype === dtype) return value;
  return builder.emit('Cast', [value], { to: int(DATA_TYPES[dtype].onnxCode) });
}
