/**
 * Operators that are taken apart before anything else is done with them, and those of onnxruntime's optimizer that are refused.
 * Keys as in `OPS`.
 */
import type { Node } from '../graph/graph.ts';
import { CONTRIB_ACTIVATION } from './contrib-activation.ts';
import { CONTRIB_ATTENTION } from './contrib-attention.ts';
import { unsupportedForm, type Decomposition } from './contrib-definition.ts';
import { CONTRIB_LINEAR } from './contrib-linear.ts';
import { CONTRIB_NORMALIZATION } from './contrib-normalization.ts';
import { opKeyOf } from './find-op.ts';

export const DECOMPOSITIONS = {
  ...CONTRIB_ATTENTION,
  ...CONTRIB_NORMALIZATION,
  ...CONTRIB_ACTIVATION,
  ...CONTRIB_LINEAR,
} as const satisfies Record<string, Decomposition>;

const CACHE = 'a cache of keys and values';
const LAYOUT = 'a layout made for one processor';
const QUANTISED = 'a quantised weight';

/** What stands in the way of operators that are known and not covered. */
export const REFUSED = {
  'com.microsoft.RotaryEmbedding': 'a rotary embedding',
  RotaryEmbedding: 'a rotary embedding',
  'com.microsoft.GroupQueryAttention': CACHE,
  'com.microsoft.DecoderMaskedMultiHeadAttention': CACHE,
  'com.microsoft.DecoderMaskedSelfAttention': CACHE,
  'com.microsoft.PackedAttention': 'a batch without padding',
  'com.microsoft.PackedMultiHeadAttention': 'a batch without padding',
  'com.microsoft.nchwc.Conv': LAYOUT,
  'com.microsoft.nchwc.ReorderInput': LAYOUT,
  'com.microsoft.nchwc.ReorderOutput': LAYOUT,
  'com.microsoft.MatMulNBits': QUANTISED,
  'com.microsoft.DynamicQuantizeMatMul': QUANTISED,
  'com.microsoft.MatMulIntegerToFloat': QUANTISED,
  'com.microsoft.QAttention': QUANTISED,
} as const satisfies Record<string, string>;

/** The decomposition of a node's operator, or undefined. Throws a GraphError for an operator of `REFUSED`. */
export function findDecomposition(node: Node): Decomposition | undefined {
  const key = opKeyOf(node);
  const refused: Readonly<Record<string, string>> = REFUSED;
  const reason = Object.hasOwn(refused, key) ? refused[key] : undefined;
  if (reason !== undefined) throw unsupportedForm(node, reason);
  const table: Readonly<Record<string, Decomposition>> = DECOMPOSITIONS;
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
