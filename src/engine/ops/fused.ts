/**
 * Fused operators that are written for graphics cards (`fuseForWebgpu`), after everything that needs a derivative.
 *
 * Sources: ONNX, Operators.md; onnxruntime, docs/ContribOperators.md.
 */
import { float, int } from '../graph/attributes.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { defineOp } from './define-op.ts';
import type { OpDefinition } from './definition.ts';
import { normalizationFlops } from './normalization.ts';
import { extentAt, nodeError, operand, typed } from './operands.ts';
import { ON_FLOATS } from './webgpu-kernel.ts';

export const FUSED_OPS = {
  /** X [N, C, ...], scale, bias, mean, variance [C]: y = scale (x - mean) / sqrt(variance + eps) + bias. */
  BatchNormalization: defineOp(
    { epsilon: float(1e-5), training_mode: int(0) },
    {
      webgpu: ON_FLOATS,
      isCheap: true,
      vjp: 'forbidden',
      infer: (context) => {
        if (context.attributes.training_mode !== 0) {
          throw nodeError(context.node, 'graph/unsupported-form', 'it is in training mode');
        }
        return [operand(context, 0)];
      },
      flops: (_inputs, [y]) => 2 * sizeOf(y?.shape ?? []),
    },
  ),
  /** Layer normalisation over the last axis of X + skip + bias; outputs Y, mean, 1 / sqrt(variance + eps), the sum. */
  'com.microsoft.SkipLayerNormalization': defineOp(
    { epsilon: float(1e-12) },
    {
      webgpu: ON_FLOATS,
      isCheap: true,
      vjp: 'forbidden',
      infer: (context) => {
        const x = operand(context, 0);
        const statistics = typed('float32', x.shape.toSpliced(-1, 1, 1));
        return [x, statistics, statistics, x].slice(0, Math.max(1, context.node.outputs.length));
      },
      flops: normalizationFlops,
    },
  ),
  /** [a, b] = halves of x + bias along the last axis of [B, S, 2 D]: y = a gelu(b), [B, S, D]. */
  'com.microsoft.BiasSplitGelu': defineOp(
    {},
    {
      webgpu: ON_FLOATS,
      isCheap: true,
      vjp: 'forbidden',
      infer: (context) => {
        const x = operand(context, 0);
        const width = extentAt(x.shape, -1);
        if (width % 2 !== 0) throw nodeError(context.node, 'graph/shape', `${width} elements do not split in two`);
        return [typed(x.dtype, x.shape.toSpliced(-1, 1, width / 2))];
      },
      flops: ([x]) => 4 * sizeOf(x?.shape ?? []),
    },
  ),
} as const satisfies Record<string, OpDefinition>;
