import type { GraphBuilder } from '../graph/builder.ts';
import type { ValueName } from '../graph/graph.ts';
import type { CreateControlRule, LayoutEdit } from './control-rule.ts';
import { mixGated } from './mix-gated.ts';
import { crossControl } from './prompt-to-prompt.ts';

/**
 * Unified attention control of InfEdit (arXiv 2312.04965, section 4) for rows [source, layout, target]. The layout row, which has the source's
 * words, looks where the target does and sees what the source shows; the target's words then look where they do in the layout:
 *
 *   self:  Q_lay = Q_tgt' = g Q_src + (1 - g) Q_tgt,  K_lay = K_src,  K_tgt' = g K_src + (1 - g) K_tgt,  V_lay = V_src
 *   cross: `crossControl` of the target by the layout in the source's place
 *
 * New inputs: those of `crossControl`, and `self_gate` g, [1]: 1 in the first steps, in which either row attends as the source does. Gates of 0
 * leave the target bit for bit.
 */
export const unifiedAttention: CreateControlRule<LayoutEdit> = (builder: GraphBuilder, tokens) => {
  const cross = crossControl(builder, tokens);
  const gate = builder.addInput('self_gate', { dtype: 'float32', shape: [1] });
  const likeSource = (source: ValueName, own: ValueName): ValueName => mixGated(builder, gate, source, own);
  return ({ kind }) => {
    if (kind === 'cross') {
      return {
        probabilities: ({ layout, target }) => ({ layout, target: cross({ source: layout, target }) }),
      };
    }
    return {
      operands: {
        queries: ({ source, target }) => {
          const queries = likeSource(source, target);
          return { layout: queries, target: queries };
        },
        keys: ({ source, target }) => ({ layout: source, target: likeSource(source, target) }),
        values: ({ source, target }) => ({ layout: source, target }),
      },
    };
  };
};
