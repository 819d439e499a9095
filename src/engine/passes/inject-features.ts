import { at } from '../at.ts';
import type { AttentionSite } from '../analysis/find-attention.ts';
import type { GraphBuilder } from '../graph/builder.ts';
import type { ControlRows, CreateControlRule } from './control-rule.ts';
import { mixGated } from './mix-gated.ts';

/** Self-attention sites before the first that is injected: 8 of Stable Diffusion's 16, all down to the decoder's first. */
const OWN_SITES = 8 / 16;

/**
 * Plug-and-Play (arXiv 2211.12572, section 4): from the second self-attention site of the decoder on the target attends by the source's
 * queries and keys, and takes over what the residual block before that site adds,
 *
 *   Q = a Q_src + (1 - a) Q_tgt,  K = a K_src + (1 - a) K_tgt,  f = b f_src + (1 - b) f_tgt.
 *
 * New inputs: `attention_gate` a and `feature_gate` b, [1] each. Gates of 0 leave the target bit for bit.
 */
export const injectFeatures: CreateControlRule = (builder: GraphBuilder, _tokens, sites: readonly AttentionSite[]) => {
  const own = sites.filter(({ kind }) => kind === 'self');
  const first = Math.floor(OWN_SITES * own.length);
  const gateOf = (name: string) => {
    const gate = builder.addInput(name, { dtype: 'float32', shape: [1] });
    return ({ source, target }: ControlRows) => mixGated(builder, gate, source, target);
  };
  const attention = gateOf('attention_gate');
  const features = gateOf('feature_gate');
  return (site) => {
    const index = own.indexOf(site);
    if (index < first) return {};
    const operands = { queries: attention, keys: attention };
    return site === at(own, first) ? { operands, features } : { operands };
  };
};
