/** Uses of fused operators: those that onnxruntime's CPU provider computes itself, and those written out by hand. */
import { float, int, ints, string } from '../../graph/attributes.ts';
import type { Attributes } from '../../graph/graph.ts';
import type { InputCase, OperatorCase } from '../../ops/testing/operator-case.ts';

/** An operator's key as in `OPS`, with a use of it. */
export type FusedCase = readonly [key: string, use: OperatorCase];

const of = (...shape: number[]): InputCase => ({ shape });
const bits = (...shape: number[]): InputCase => ({ shape, dtype: 'int32', draw: 'bits' });

const MHA = 'com.microsoft.MultiHeadAttention';
const FUSED_MATMUL = 'com.microsoft.FusedMatMul';
const heads = (count: number, more: Attributes = {}): Attributes => ({ num_heads: int(count), ...more });

/** Two rows, four queries, six keys, three heads of two. */
const ATTENTION: readonly FusedCase[] = [
  [MHA, { title: 'apart', inputs: [of(2, 4, 6), of(2, 5, 6), of(2, 5, 6)], attributes: heads(3) }],
  [
    MHA,
    { title: 'a scale', inputs: [of(2, 4, 6), of(2, 5, 6), of(2, 5, 6)], attributes: heads(2, { scale: float(0.3) }) },
  ],
  [MHA, { title: 'values of another width', inputs: [of(2, 4, 6), of(2, 5, 6), of(2, 5, 9)], attributes: heads(3) }],
  [MHA, { title: 'a bias', inputs: [of(2, 4, 6), of(2, 5, 6), of(2, 5, 6), of(18)], attributes: heads(3) }],
  [MHA, { title: 'keys by head', inputs: [of(2, 4, 6), of(2, 3, 5, 2), of(2, 3, 5, 2)], attributes: heads(3) }],
  [
    MHA,
    {
      title: 'an added bias',
      inputs: [of(2, 4, 6), of(2, 5, 6), of(2, 5, 6), null, null, of(1, 3, 4, 5)],
      attributes: heads(3),
    },
  ],
  [
    MHA,
    {
      title: 'a mask of keys',
      inputs: [of(2, 4, 6), of(2, 5, 6), of(2, 5, 6), null, bits(2, 5)],
      attributes: heads(3, { mask_filter_value: float(-20) }),
    },
  ],
  [
    MHA,
    {
      title: 'causal',
      inputs: [of(2, 4, 6), of(2, 4, 6), of(2, 4, 6)],
      attributes: heads(3, { unidirectional: int(1) }),
    },
  ],
  [
    MHA,
    {
      title: 'keys and values as outputs',
      inputs: [of(2, 4, 6), of(2, 5, 6), of(2, 5, 6)],
      attributes: heads(3),
      outputs: 3,
    },
  ],
  ['com.microsoft.Attention', { title: 'plain', inputs: [of(2, 4, 5), of(5, 18), of(18)], attributes: heads(3) }],
  [
    'com.microsoft.Attention',
    {
      title: 'a mask',
      inputs: [of(2, 4, 5), of(5, 18), of(18), bits(2, 4)],
      attributes: heads(3, { mask_filter_value: float(-9) }),
    },
  ],
  [
    'com.microsoft.Attention',
    {
      title: 'values of another width',
      inputs: [of(2, 4, 5), of(5, 21), of(21)],
      attributes: heads(3, { qkv_hidden_sizes: ints([6, 6, 9]) }),
    },
  ],
  [
    'com.microsoft.Attention',
    {
      title: 'a mask of queries and keys',
      inputs: [of(2, 4, 5), of(5, 18), of(18), bits(2, 4, 4)],
      attributes: heads(3),
    },
  ],
  [
    'com.microsoft.Attention',
    { title: 'causal', inputs: [of(2, 4, 5), of(5, 18), of(18)], attributes: heads(3, { unidirectional: int(1) }) },
  ],
  ['Attention', { title: 'by head', inputs: [of(2, 3, 4, 2), of(2, 3, 5, 2), of(2, 3, 5, 4)], opset: 23 }],
  [
    'Attention',
    {
      title: 'flat, shared keys, a mask',
      inputs: [of(2, 4, 8), of(2, 5, 4), of(2, 5, 4), of(4, 5)],
      attributes: { q_num_heads: int(4), kv_num_heads: int(2), scale: float(0.4) },
      opset: 23,
    },
  ],
  [
    'Attention',
    {
      title: 'causal',
      inputs: [of(2, 3, 4, 2), of(2, 3, 4, 2), of(2, 3, 4, 2)],
      attributes: { is_causal: int(1) },
      opset: 23,
    },
  ],
  [
    'Attention',
    {
      title: 'a boolean mask',
      inputs: [
        of(1, 3, 2, 2),
        of(1, 3, 3, 2),
        of(1, 3, 3, 2),
        { shape: [2, 3], dtype: 'bool', constant: [1, 0, 1, 0, 1, 1] },
      ],
      opset: 23,
    },
  ],
];

const NORMALIZATION: readonly FusedCase[] = [
  ...[1, 4].map((outputs): FusedCase => [
    'com.microsoft.SkipLayerNormalization',
    {
      title: `${outputs} outputs`,
      inputs: [of(2, 3, 8), of(2, 3, 8), of(8), of(8), of(8)],
      attributes: { epsilon: float(1e-3) },
      outputs,
    },
  ]),
  [
    'com.microsoft.SkipLayerNormalization',
    { title: 'one skip for all rows', inputs: [of(2, 3, 8), of(1, 3, 8), of(8)] },
  ],
  ['com.microsoft.SkipSimplifiedLayerNormalization', { inputs: [of(2, 3, 8), of(2, 3, 8), of(8), of(8)] }],
  [
    'SimplifiedLayerNormalization',
    { inputs: [of(2, 3, 8), of(8)], attributes: { epsilon: float(1e-3), axis: int(-1) } },
  ],
  ['RMSNormalization', { inputs: [of(2, 3, 8), of(3, 8)], attributes: { axis: int(1) }, opset: 23 }],
  [
    'GroupNormalization',
    { title: 'by group', inputs: [of(2, 6, 3, 4), of(2), of(2)], attributes: { num_groups: int(2) } },
  ],
  [
    'GroupNormalization',
    { title: 'by channel', inputs: [of(2, 6, 3, 4), of(6), of(6)], attributes: { num_groups: int(2) }, opset: 21 },
  ],
];

const ELEMENTWISE: readonly FusedCase[] = [
  ['com.microsoft.QuickGelu', { inputs: [of(2, 7)], attributes: { alpha: float(1.3) } }],
  ['com.microsoft.FastGelu', { title: 'plain', inputs: [of(2, 7)] }],
  ['com.microsoft.FastGelu', { title: 'a bias', inputs: [of(2, 7), of(7)] }],
  ['com.microsoft.Gelu', { inputs: [of(2, 7)] }],
  ['com.microsoft.BiasGelu', { inputs: [of(2, 7), of(7)] }],
  ['Sum', { inputs: [of(2, 7), of(7), of(1)] }],
  ['Mean', { inputs: [of(2, 7), of(7), of(1)] }],
];

const LINEAR: readonly FusedCase[] = [
  [FUSED_MATMUL, { title: 'a factor', inputs: [of(2, 3, 4), of(2, 4, 5)], attributes: { alpha: float(0.5) } }],
  [
    FUSED_MATMUL,
    { title: 'both transposed', inputs: [of(2, 4, 3), of(2, 5, 4)], attributes: { transA: int(1), transB: int(1) } },
  ],
  [
    FUSED_MATMUL,
    {
      title: 'batches transposed',
      inputs: [of(3, 2, 4), of(4, 2, 5)],
      attributes: { transBatchA: int(1), transBatchB: int(1) },
    },
  ],
  [
    'com.microsoft.FusedConv',
    {
      title: 'a sum and an activation',
      inputs: [of(1, 3, 5, 5), of(4, 3, 3, 3), of(4), of(1, 4, 5, 5)],
      attributes: { activation: string('Relu'), pads: ints([1, 1, 1, 1]), kernel_shape: ints([3, 3]) },
    },
  ],
  [
    'com.microsoft.FusedConv',
    {
      title: 'an activation with a parameter',
      inputs: [of(1, 3, 5, 5), of(4, 3, 3, 3)],
      attributes: { activation: string('LeakyRelu'), activation_params: { kind: 'floats', value: [0.2] } },
    },
  ],
  [
    'com.microsoft.FusedGemm',
    {
      inputs: [of(3, 4), of(5, 4), of(5)],
      attributes: { activation: string('Relu'), transB: int(1), alpha: float(0.5) },
    },
  ],
];

/** onnxruntime's CPU provider has the operator itself, or ONNX defines it by others. */
export const KERNEL_CASES: readonly FusedCase[] = [...ATTENTION, ...NORMALIZATION, ...ELEMENTWISE, ...LINEAR];
