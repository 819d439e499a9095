import { int, ints } from '../graph/attributes.ts';
import type { GraphBuilder } from '../graph/builder.ts';
import type { ValueName } from '../graph/graph.ts';
import { GraphError } from '../graph/graph-error.ts';
import { castTo } from '../ops/emission.ts';
import type { AttentionSite } from '../analysis/find-attention.ts';

/** Averaged cross maps come from the finest sites with at most this many queries. */
const MAP_QUERIES = 16 * 16;

/** Up to so many numbers a row the maps of all sites are averaged at once: they stay in memory until the last of them is known. */
const JOINED_NUMBERS = 2 ** 21;

export const ATTENTION_MAPS_OUTPUT = 'attention_maps';

/** Cross-attention sites of the resolution whose maps are averaged: 16 x 16, or the finest below it, or else the coarsest. */
export function chooseMapSites(sites: readonly AttentionSite[]): readonly AttentionSite[] {
  const cross = sites.filter((site) => site.kind === 'cross' && site.mapSize !== null);
  const counts = cross.map((site) => site.queries).toSorted((a, b) => a - b);
  const chosen = counts.findLast((count) => count <= MAP_QUERIES) ?? counts[0];
  return cross.filter((site) => site.queries === chosen);
}

/** Collects the probabilities of the sites that `chooseMapSites` chose, and averages them over heads and sites. */
export interface MapCollector {
  /** Whether the site is one of them. */
  wants(site: AttentionSite): boolean;
  /** `probabilities` are those of all rows, [rows, heads, Q, K]; other sites are passed over. */
  add(site: AttentionSite, probabilities: ValueName): void;
  /** Adds the output `attention_maps` [rows, S, height, width], float32. Throws a GraphError when no site has a map size. */
  finish(): void;
}

export function createMapCollector(
  builder: GraphBuilder,
  sites: readonly AttentionSite[],
  tokens: number,
): MapCollector {
  const chosen = chooseMapSites(sites);
  const joins = fitTogether(chosen);
  const maps: ValueName[] = [];
  return {
    wants: (site) => chosen.includes(site),
    add: (site, probabilities) => {
      if (chosen.includes(site)) maps.push(joins ? probabilities : averageHeads(builder, probabilities));
    },
    finish: () => {
      const mean = joins ? averageHeads(builder, join(builder, maps)) : averageSites(builder, maps);
      addMapsOutput(builder, mean, tokens, chosen[0]?.mapSize ?? [1, 1]);
    },
  };
}

/** Whether the maps of all sites can be averaged as those of one site with more heads: each site has the same weight then. */
function fitTogether(sites: readonly AttentionSite[]): boolean {
  const numbers = sites.reduce((sum, { heads, queries, tokens }) => sum + heads * queries * tokens, 0);
  return new Set(sites.map(({ heads }) => heads)).size === 1 && numbers <= JOINED_NUMBERS;
}

/** Values [rows, heads, Q, K] to [rows, all heads, Q, K]. */
function join(builder: GraphBuilder, values: readonly ValueName[]): ValueName {
  const [first = ''] = values;
  return values.length === 1 ? first : builder.emit('Concat', values, { axis: int(1) });
}

/** [rows, heads, Q, K] to [rows, Q, K], float32. */
function averageHeads(builder: GraphBuilder, probabilities: ValueName): ValueName {
  const value = castTo(builder, probabilities, 'float32');
  // ReduceMean takes its axes as an input from opset 18 on.
  return builder.opset >= 18
    ? builder.emit('ReduceMean', [value, builder.ints([1])], { keepdims: int(0) })
    : builder.emit('ReduceMean', [value], { axes: ints([1]), keepdims: int(0) });
}

/** Throws a GraphError for no maps. */
function averageSites(builder: GraphBuilder, maps: readonly ValueName[]): ValueName {
  const [first, ...rest] = maps;
  if (first === undefined) throw new GraphError('graph/unsupported-form', 'no cross-attention site has a map size');
  const sum = rest.reduce((total, map) => builder.emit('Add', [total, map]), first);
  return builder.emit('Mul', [sum, builder.float(1 / maps.length)]);
}

function addMapsOutput(
  builder: GraphBuilder,
  mean: ValueName,
  tokens: number,
  [height, width]: readonly [number, number],
): void {
  const [rows = 1] = builder.typeOf(mean).shape;
  const byToken = builder.emit('Transpose', [mean], { perm: ints([0, 2, 1]) });
  builder.addNode({
    op: 'Reshape',
    domain: '',
    name: ATTENTION_MAPS_OUTPUT,
    inputs: [byToken, builder.ints([rows, tokens, height, width])],
    outputs: [ATTENTION_MAPS_OUTPUT],
    attributes: {},
  });
}
