import type { GraphBuilder } from '../graph/builder.ts';
import type { ValueName } from '../graph/graph.ts';
import { castTo } from '../ops/emission.ts';

/** Probabilities of the two rows at one site, [1, heads, Q, K] each. */
export interface ControlRows {
  readonly source: ValueName;
  readonly target: ValueName;
}

/** What becomes of the target row's probabilities, by kind of site. */
export interface ControlRule {
  cross(rows: ControlRows): ValueName;
  self(rows: ControlRows): ValueName;
}

/** Adds the control's inputs: `word_map` [S, S], `word_alpha`, `equalizer`, `cross_gate` [S] and `self_gate` [1]. */
export function addControlRule(builder: GraphBuilder, tokens: number): ControlRule {
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
    cross: ({ source, target }) =>
      add(builder.emit('MatMul', [source, like(fromSource, source)]), multiply(target, like(fromTarget, target))),
    self: ({ source, target }) =>
      add(multiply(source, like(selfGate, source)), multiply(target, like(keepSelf, target))),
  };
}
