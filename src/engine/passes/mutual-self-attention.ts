import { at } from '../at.ts';
import type { AttentionSite } from '../analysis/find-attention.ts';
import type { GraphBuilder } from '../graph/builder.ts';
import type { Graph, ValueName } from '../graph/graph.ts';
import { arithmeticLike, castTo, reshapeTo, sumOver } from '../ops/emission.ts';
import { isSourceValue, type ControlRule, type ControlRows } from './control-rule.ts';
import { mixGated } from './mix-gated.ts';

/**
 * Mutual self-attention of MasaCtrl (arXiv 2304.08465, equations 4 to 8): at self-attention site i the target's queries read the source's
 * keys and values,
 *
 *   K = g_i K_src + (1 - g_i) K_tgt,  V = g_i V_src + (1 - g_i) V_tgt,
 *
 * and under masks m_src and m_tgt the thing reads the thing, and what is around it what is around it:
 *
 *   A' = m_tgt norm(A m_src) + (1 - m_tgt) norm(A (1 - m_src)),  norm(x) = x / sum of x over the keys
 *
 * New inputs: `mutual_gate` g, one number for each self-attention site in order; `mask_gate` [1], 0 without masks; `source_mask` and
 * `target_mask` [1, 1, H, W] at the latent's size, of which coarser sites read every n-th place. Gates of 0 leave the target bit for bit.
 */
export function mutualSelfAttention(
  builder: GraphBuilder,
  _tokens: number,
  sites: readonly AttentionSite[],
): ControlRule {
  const own = sites.filter(({ kind }) => kind === 'self');
  const [, , height = 1, width = 1] = builder.typeOf('sample').shape;
  const input = (name: string, shape: readonly number[]) => builder.addInput(name, { dtype: 'float32', shape });
  const gates = input('mutual_gate', [own.length]);
  const maskGate = input('mask_gate', [1]);
  const sourceMask = input('source_mask', [1, 1, height, width]);
  const targetMask = input('target_mask', [1, 1, height, width]);

  const slice = (value: ValueName, from: number, to: number) =>
    builder.emit('Slice', [value, builder.ints([from]), builder.ints([to]), builder.ints([0])]);
  const mix = (gate: ValueName, a: ValueName, b: ValueName): ValueName => mixGated(builder, gate, a, b);

  return (site) => {
    const index = own.indexOf(site);
    if (index < 0) return {};
    const gate = slice(gates, index, index + 1);
    const takeSource = ({ source, target }: ControlRows) => mix(gate, source, target);
    const operands = { keys: takeSource, values: takeSource };
    const steps = stepsOf(site, [height, width]);
    if (steps === null) return { operands };
    const places = (mask: ValueName) =>
      builder.emit('Slice', [
        mask,
        builder.ints([0, 0]),
        builder.ints([height, width]),
        builder.ints([2, 3]),
        builder.ints(steps),
      ]);
    return {
      operands,
      probabilities: ({ target }) => {
        const { add, sub, mul, div, greater } = arithmeticLike(builder, target);
        const { dtype } = builder.typeOf(target);
        const like = (mask: ValueName, shape: readonly number[]) =>
          castTo(builder, reshapeTo(builder, places(mask), shape), dtype);
        const onKeys = like(sourceMask, [1, 1, 1, site.tokens]);
        const onQueries = like(targetMask, [1, 1, site.queries, 1]);
        const among = (keys: ValueName): ValueName => {
          const kept = mul(target, keys);
          const sum = sumOver(builder, kept, [3], true);
          // A Where would have no kernel beside convolutions on WebGPU.
          const isNothing = sub(1, castTo(builder, greater(sum, 0), dtype));
          return div(kept, add(sum, isNothing));
        };
        const masked = mix(onQueries, among(onKeys), among(sub(1, onKeys)));
        return mix(builder.emit('Mul', [gate, maskGate]), masked, target);
      },
    };
  };
}

/** Every how many places of the latent a site has one of its own, by axis; null where it is no scaled copy. */
function stepsOf({ mapSize }: AttentionSite, latent: readonly number[]): readonly number[] | null {
  if (mapSize === null) return null;
  const steps = mapSize.map((extent, axis) => Math.ceil(at(latent, axis) / extent));
  return steps.every((step, axis) => Math.ceil(at(latent, axis) / step) === at(mapSize, axis)) ? steps : null;
}

/** Without the outputs that a graph of the target's row alone would read. */
export function dropSourceOutputs(graph: Graph): Graph {
  return { ...graph, outputs: graph.outputs.filter(({ name }) => !isSourceValue(name)) };
}
