/**
 * Fused attention as softmax(scale Q K^T + mask) V with one MatMul on either side of the softmax, which `find-attention` reads.
 * B rows, H heads, S queries, T keys, d and e the sizes of a head of Q, K and of V.
 *
 * Sources: onnxruntime, docs/ContribOperators.md (MultiHeadAttention, Attention); ONNX, Operators.md (Attention-23, -24).
 */
import { float, int, optional, type AttributeValues } from '../graph/attributes.ts';
import type { Node, ValueName } from '../graph/graph.ts';
import { DATA_TYPES, dataTypeOfOnnxCode } from '../tensor/data-type.ts';
import type { DataType } from '../tensor/tensor.ts';
import {
  decomposition,
  optionalInput,
  refuseInputs,
  refuseOutputs,
  requiredInput,
  unsupportedForm,
  type Decomposition,
  type DecompositionContext,
} from './contrib-definition.ts';
import type { Emitter } from '../graph/emitter.ts';
import {
  arithmeticLike,
  castTo,
  expandTo,
  matrixTransposed,
  reshapeTo,
  scaled,
  shapeOf,
  transposed,
} from './emission.ts';
import { extentAt, nodeError } from './operands.ts';

/** A scale of 0 stands for 1 / sqrt(d). */
const CONTRIB = { num_heads: int(0), scale: float(0), unidirectional: int(0), mask_filter_value: float(-10000) };
const PACKED = { ...CONTRIB, do_rotary: int(0), qkv_hidden_sizes: optional('ints') };
const ONNX = {
  q_num_heads: int(0),
  kv_num_heads: int(0),
  scale: optional('float'),
  softcap: float(0),
  is_causal: int(0),
  softmax_precision: optional('int'),
};

export const CONTRIB_ATTENTION = {
  'com.microsoft.MultiHeadAttention': decomposition(CONTRIB, decomposeMultiHeadAttention),
  'com.microsoft.Attention': decomposition(PACKED, decomposeContribAttention),
  Attention: decomposition(ONNX, decomposeOnnxAttention),
} as const satisfies Record<string, Decomposition>;

/** Q [B, H, S, d], K [B, H, T, d], V [B, H, T, e]. */
interface Heads {
  readonly q: ValueName;
  readonly k: ValueName;
  readonly v: ValueName;
}

interface Weighting {
  readonly scale: number;
  /** Added to the scores; broadcasts to [B, H, S, T]. */
  readonly addends: readonly ValueName[];
  /** Where it is false, a key is left out; broadcasts to [B, H, S, T]. */
  readonly allowed: readonly ValueName[];
  /** c tanh(scores / c), 0 for none. */
  readonly softcap: number;
  /** Element type of the softmax. */
  readonly precision: DataType;
}

/** softmax(scale Q K^T + addends) V: [B, H, S, e]. The scale goes onto Q, so that float16 scores do not overflow before it. */
function attend(emitter: Emitter, { q, k, v }: Heads, weighting: Weighting): ValueName {
  const { scale, addends, allowed, softcap, precision } = weighting;
  const { dtype } = emitter.typeOf(q);
  const { add, where } = arithmeticLike(emitter, q);
  let scores = emitter.emit('MatMul', [scaled(emitter, q, scale), matrixTransposed(emitter, k)]);
  for (const addend of addends) scores = add(scores, castTo(emitter, addend, dtype));
  if (softcap !== 0) scores = scaled(emitter, emitter.emit('Tanh', [scaled(emitter, scores, 1 / softcap)]), softcap);
  for (const mask of allowed) scores = where(mask, scores, lowestOf(dtype));
  const probabilities = emitter.emit('Softmax', [castTo(emitter, scores, precision)], { axis: int(-1) });
  return emitter.emit('MatMul', [castTo(emitter, probabilities, dtype), v]);
}

function decomposeMultiHeadAttention(
  { emitter, node }: DecompositionContext,
  attributes: AttributeValues<typeof CONTRIB>,
): (ValueName | undefined)[] {
  refuseInputs(node, { 6: 'past_key', 7: 'past_value', 8: 'past_sequence_length', 9: 'cache_indirection' });
  refuseOutputs(node, { 3: 'qk' });
  const heads = headCount(node, attributes);
  const rows = readRows(emitter, node, heads);
  const bias = optionalInput(node, 3);
  const biased = bias === undefined ? rows : addBias(emitter, rows, bias);
  const [q = '', k = '', v = ''] = biased.map((x) => transposed(emitter, x, [0, 2, 1, 3]));
  const y = attend(
    emitter,
    { q, k, v },
    contribWeighting({ emitter, node }, attributes, { q, k, v }, { mask: 4, bias: 5 }),
  );
  return [joinHeads(emitter, y), k, v];
}

/**
 * Q, K and V as [B, L, H, d], from: three inputs [B, L, H d]; Q and a packed [B, T, H, 2, d]; all packed [B, L, H, 3, d]; or Q
 * and K, V by head, [B, H, T, d].
 */
function readRows(emitter: Emitter, node: Node, heads: number): readonly ValueName[] {
  const query = requiredInput(node, 0);
  const key = optionalInput(node, 1);
  const value = optionalInput(node, 2);
  const rank = (x: ValueName): number => shapeOf(emitter, x).length;
  if (key === undefined) {
    if (rank(query) !== 5) throw unsupportedForm(node, `a query of rank ${rank(query)} without keys`);
    return unpacked(emitter, query);
  }
  const q = splitHeads(emitter, node, query, heads);
  if (value === undefined) {
    if (rank(key) !== 5) throw unsupportedForm(node, `a key of rank ${rank(key)} without values`);
    return [q, ...unpacked(emitter, key)];
  }
  return [
    q,
    ...[key, value].map((x) =>
      rank(x) === 4 ? transposed(emitter, x, [0, 2, 1, 3]) : splitHeads(emitter, node, x, heads),
    ),
  ];
}

/** [B, L, H, n, d] into n parts [B, L, H, d]. */
function unpacked(emitter: Emitter, packed: ValueName): ValueName[] {
  const shape = shapeOf(emitter, packed);
  const count = extentAt(shape, 3);
  const sizes = emitter.ints(Array.from({ length: count }, () => 1));
  const parts = emitter.emitMany('Split', [packed, sizes], count, { axis: int(3) });
  return parts.map((part) => reshapeTo(emitter, part, shape.toSpliced(3, 1)));
}

/** Adds a bias [H d + H d + H e] to Q, K and V of [B, L, H, ...]. */
function addBias(emitter: Emitter, rows: readonly ValueName[], bias: ValueName): ValueName[] {
  const perRow = rows.map((x) => shapeOf(emitter, x).slice(2));
  const sizes = emitter.ints(perRow.map(([heads = 1, size = 1]) => heads * size));
  const parts = emitter.emitMany('Split', [bias, sizes], rows.length, { axis: int(0) });
  return rows.map((x, i) => emitter.emit('Add', [x, reshapeTo(emitter, parts[i] ?? '', perRow[i] ?? [])]));
}

/** Q, K and V come from one product with the weights [input, H d + H d + H e]. */
function decomposeContribAttention(
  { emitter, node }: DecompositionContext,
  attributes: AttributeValues<typeof PACKED>,
): (ValueName | undefined)[] {
  refuseInputs(node, { 4: 'past', 6: 'past_sequence_length' });
  refuseOutputs(node, { 1: 'present' });
  if (attributes.do_rotary !== 0) throw unsupportedForm(node, 'a rotary embedding (do_rotary)');
  const heads = headCount(node, attributes);
  const product = emitter.emit('MatMul', [requiredInput(node, 0), requiredInput(node, 1)]);
  const bias = optionalInput(node, 2);
  const sum = bias === undefined ? product : emitter.emit('Add', [product, bias]);
  const width = extentAt(shapeOf(emitter, sum), -1);
  const { qkv_hidden_sizes: sizes = [width / 3, width / 3, width / 3] } = attributes;
  const parts = emitter.emitMany('Split', [sum, emitter.ints(sizes)], 3, { axis: int(2) });
  const [q = '', k = '', v = ''] = parts.map((x) =>
    transposed(emitter, splitHeads(emitter, node, x, heads), [0, 2, 1, 3]),
  );
  return [
    joinHeads(
      emitter,
      attend(emitter, { q, k, v }, contribWeighting({ emitter, node }, attributes, { q, k, v }, { mask: 3, bias: 5 })),
    ),
  ];
}

/** ai.onnx Attention: operands [B, L, H d] or [B, H, L, d]; several heads of Q may share one of K and V. */
function decomposeOnnxAttention(
  { emitter, node }: DecompositionContext,
  attributes: AttributeValues<typeof ONNX>,
): (ValueName | undefined)[] {
  refuseInputs(node, { 4: 'past_key', 5: 'past_value', 6: 'nonpad_kv_seqlen' });
  refuseOutputs(node, { 3: 'qk_matmul_output' });
  const query = requiredInput(node, 0);
  const isByHead = shapeOf(emitter, query).length === 4;
  const read = (index: number, headCount: number): ValueName => {
    const x = requiredInput(node, index);
    if (isByHead) return x;
    return transposed(emitter, splitHeads(emitter, node, x, headCount), [0, 2, 1, 3]);
  };
  const q = read(0, attributes.q_num_heads);
  const keys = [read(1, attributes.kv_num_heads), read(2, attributes.kv_num_heads)] as const;
  const heads = extentAt(shapeOf(emitter, q), 1);
  const [k, v] = [repeatHeads(emitter, keys[0], heads), repeatHeads(emitter, keys[1], heads)];
  const { dtype } = emitter.typeOf(q);
  const mask = optionalInput(node, 3);
  const { softcap } = attributes;
  const keyCount = extentAt(shapeOf(emitter, k), 2);
  if (mask !== undefined && ![1, keyCount].includes(extentAt(shapeOf(emitter, mask), -1))) {
    throw unsupportedForm(node, 'a mask shorter than the keys');
  }
  const isBool = mask !== undefined && emitter.typeOf(mask).dtype === 'bool';
  if (softcap !== 0 && mask !== undefined) throw unsupportedForm(node, 'softcap together with a mask');
  const y = attend(
    emitter,
    { q, k, v },
    {
      scale: attributes.scale ?? defaultScale(emitter, q),
      addends: mask === undefined || isBool ? [] : [mask],
      allowed: [...(isBool ? [mask] : []), ...causalMask(emitter, { q, k, v }, attributes.is_causal === 1)],
      softcap,
      precision: dataTypeOfOnnxCode(attributes.softmax_precision ?? DATA_TYPES[dtype].onnxCode) ?? dtype,
    },
  );
  return [isByHead ? y : joinHeads(emitter, y), ...keys];
}

/** [B, H / n, T, d] to [B, H, T, d], every head n times. */
function repeatHeads(emitter: Emitter, x: ValueName, heads: number): ValueName {
  const [rows = 1, own = 1, count = 1, size = 1] = shapeOf(emitter, x);
  if (own === heads) return x;
  const apart = reshapeTo(emitter, x, [rows, own, 1, count, size]);
  return reshapeTo(emitter, expandTo(emitter, apart, [rows, own, heads / own, count, size]), [
    rows,
    heads,
    count,
    size,
  ]);
}

/** Scale, masks and bias as onnxruntime's own operators say them. */
function contribWeighting(
  { emitter, node }: DecompositionContext,
  attributes: AttributeValues<typeof CONTRIB>,
  heads: Heads,
  inputs: { readonly mask: number; readonly bias: number },
): Weighting {
  const { dtype } = emitter.typeOf(heads.q);
  const { scale } = attributes;
  const bias = optionalInput(node, inputs.bias);
  const isCausal = attributes.unidirectional === 1;
  const [queries, keys] = [extentAt(shapeOf(emitter, heads.q), 2), extentAt(shapeOf(emitter, heads.k), 2)];
  if (isCausal && queries !== keys)
    throw unsupportedForm(node, `unidirectional with ${queries} queries and ${keys} keys`);
  return {
    scale: scale === 0 ? defaultScale(emitter, heads.q) : scale,
    addends: [
      ...paddingAddends({ emitter, node }, dtype, optionalInput(node, inputs.mask), attributes.mask_filter_value),
      ...(bias === undefined ? [] : [bias]),
    ],
    allowed: causalMask(emitter, heads, isCausal),
    softcap: 0,
    precision: dtype,
  };
}

/** An integer mask of keys, [B, T] or [B, S, T]: `filter` where it is 0. */
function paddingAddends(
  { emitter, node }: DecompositionContext,
  dtype: DataType,
  mask: ValueName | undefined,
  filter: number,
): ValueName[] {
  if (mask === undefined) return [];
  const shape = shapeOf(emitter, mask);
  if (shape.length !== 2 && shape.length !== 3) throw unsupportedForm(node, `a mask of rank ${shape.length}`);
  const [rows = 1, ...rest] = shape;
  const spread = reshapeTo(emitter, mask, [rows, ...(rest.length === 1 ? [1, 1] : [1]), ...rest]);
  const { where } = arithmeticLike(emitter, node.inputs[0] ?? '');
  return [castTo(emitter, where(castTo(emitter, spread, 'bool'), 0, filter), dtype)];
}

/** [S, T], true for the keys up to the query itself. */
function causalMask(emitter: Emitter, { q, k }: Heads, isCausal: boolean): ValueName[] {
  if (!isCausal) return [];
  const [queries, keys] = [extentAt(shapeOf(emitter, q), 2), extentAt(shapeOf(emitter, k), 2)];
  const count = (size: number, shape: readonly number[]): ValueName =>
    emitter.float(
      Array.from({ length: size }, (_, i) => i),
      shape,
    );
  return [emitter.emit('LessOrEqual', [count(keys, [1, keys]), count(queries, [queries, 1])])];
}

/** Lowest number of an element type; its exponential is 0. */
function lowestOf(dtype: DataType): number {
  return dtype === 'float16' ? -65504 : -3.4028234663852886e38;
}

function defaultScale(emitter: Emitter, q: ValueName): number {
  return 1 / Math.sqrt(extentAt(shapeOf(emitter, q), 3));
}

function headCount(node: Node, { num_heads: heads }: AttributeValues<typeof CONTRIB>): number {
  if (heads < 1) throw nodeError(node, 'graph/invalid', 'it has no num_heads');
  return heads;
}

/** [B, L, H d] to [B, L, H, d]. */
function splitHeads(emitter: Emitter, node: Node, x: ValueName, heads: number): ValueName {
  const [rows = 1, length = 1, width = 1, ...rest] = shapeOf(emitter, x);
  if (heads < 1 || rest.length > 0 || width % heads !== 0) {
    throw unsupportedForm(node, `an operand [${shapeOf(emitter, x).join(',')}] of ${heads} heads`);
  }
  return reshapeTo(emitter, x, [rows, length, heads, width / heads]);
}

/** [B, H, S, e] to [B, S, H e]. */
function joinHeads(emitter: Emitter, x: ValueName): ValueName {
  const [rows = 1, heads = 1, length = 1, size = 1] = shapeOf(emitter, x);
  return reshapeTo(emitter, transposed(emitter, x, [0, 2, 1, 3]), [rows, length, heads * size]);
}
