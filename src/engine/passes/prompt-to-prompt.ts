import type { GraphBuilder } from '../graph/builder.ts';
import type { ValueName } from '../graph/graph.ts';
import { castTo } from '../ops/emission.ts';
import type { ControlRule, TargetEdit } from './control-rule.ts';

/** The authors inject self-attention at sites with at most 16 x 16 queries, a quarter of the side of their latents. */
const SELF_CONTROL_QUERIES = 16 * 16;
const SELF_CONTROL_SIDE = 1 / 4;

/**
 * Prompt-to-Prompt (arXiv 2208.01626, section 3) on the probabilities A of every site: `crossControl`, and
 *
 *   self:  A_tgt' = self_gate A_src + (1 - self_gate) A_tgt, at sites with at most 16 x 16 queries, or a quarter of the latent's side
 *
 * New inputs: those of `crossControl`, and `self_gate` [1].
 */
export function promptToPrompt(builder: GraphBuilder, tokens: number): ControlRule {
  const cross = crossControl(builder, tokens);
  const selfGate = builder.addInput('self_gate', { dtype: 'float32', shape: [1] });
  const keepSelf = builder.emit('Sub', [builder.float(1), selfGate]);
  const [, , height = 1, width = 1] = builder.typeOf('sample').shape;
  // Never less than the authors' number: small latents would lose what holds their layout.
  const mostQueries = Math.max(SELF_CONTROL_QUERIES, height * width * SELF_CONTROL_SIDE ** 2);

  return ({ kind, queries }) => {
    if (kind === 'cross') return { probabilities: cross };
    if (queries > mostQueries) return {};
    return {
      probabilities: ({ source, target }) => {
        const part = (row: ValueName, gate: ValueName) =>
          builder.emit('Mul', [row, castTo(builder, gate, builder.typeOf(row).dtype)]);
        return builder.emit('Add', [part(source, selfGate), part(target, keepSelf)]);
      },
    };
  };
}

/**
 * Its control of cross-attention:
 *
 *   A_tgt' = g ((A_src M) alpha eq + A_tgt (1 - alpha) eq) + (1 - g) A_tgt
 *
 * New inputs: `word_map` M [S, S], `word_alpha`, `equalizer` and `cross_gate` [S].
 */
export function crossControl(builder: GraphBuilder, tokens: number): TargetEdit {
  const input = (name: string, shape: readonly number[]) => builder.addInput(name, { dtype: 'float32', shape });
  const wordMap = input('word_map', [tokens, tokens]);
  const alpha = input('word_alpha', [tokens]);
  const equalizer = input('equalizer', [tokens]);
  const gate = input('cross_gate', [tokens]);
  const add = (a: ValueName, b: ValueName) => builder.emit('Add', [a, b]);
  const multiply = (a: ValueName, b: ValueName) => builder.emit('Mul', [a, b]);
  const complement = (a: ValueName) => builder.emit('Sub', [builder.float(1), a]);

  // The formula is linear in both rows, so its token factors are worked out once, not at every site:
  // A_tgt' = A_src (M diag(g eq alpha)) + A_tgt (g eq (1 - alpha) + 1 - g). Gates of 0 leave A_tgt bit for bit.
  const emphasis = multiply(gate, equalizer);
  const fromSource = multiply(wordMap, multiply(emphasis, alpha));
  const fromTarget = add(multiply(emphasis, complement(alpha)), complement(gate));
  const like = (value: ValueName, row: ValueName) => castTo(builder, value, builder.typeOf(row).dtype);
  return ({ source, target }) =>
    add(builder.emit('MatMul', [source, like(fromSource, source)]), multiply(target, like(fromTarget, target)));
}
