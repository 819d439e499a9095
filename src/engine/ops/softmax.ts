import { int } from '../graph/attributes.ts';
import type { ValueName } from '../graph/graph.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { defineOp, type WithAttributes } from './define-op.ts';
import type { OpDefinition, VjpContext } from './definition.ts';
import { pullbackFirst } from './pullback.ts';
import { arithmeticLike, shapeOf, sumOver } from './emission.ts';
import { axisOf, nodeError, operand } from './operands.ts';
import { ON_FLOATS } from './webgpu-kernel.ts';

const AXIS = { axis: int(-1) };

export const SOFTMAX_OPS = {
  /** y = softmax(x): dx = y (ct - sum(y ct)), one axis, opset 13 on */
  Softmax: defineOp(AXIS, {
    webgpu: ON_FLOATS,
    isCheap: true,
    infer: (context) => {
      if (context.opset < 13) {
        throw nodeError(
          context.node,
          'graph/unsupported-form',
          `opset ${context.opset} flattens the input, 13 and later do not`,
        );
      }
      return [operand(context, 0)];
    },
    vjp: pullbackFirst((ct, _, context) => {
      const [y = ''] = context.outputs;
      const { mul, sub } = arithmeticLike(context.emitter, y);
      return mul(y, sub(ct, sumAlongAxis(context, mul(y, ct))));
    }),
    // Maximum, difference, exponential, sum, quotient.
    flops: (_inputs, [y]) => 5 * sizeOf(y?.shape ?? []),
  }),
  /** y = log softmax(x): dx = ct - e^y sum(ct) */
  LogSoftmax: defineOp(AXIS, {
    infer: (context) => [operand(context, 0)],
    vjp: pullbackFirst((ct, _, context) => {
      const { emitter, outputs } = context;
      const [y = ''] = outputs;
      const { mul, sub } = arithmeticLike(emitter, y);
      return sub(ct, mul(emitter.emit('Exp', [y]), sumAlongAxis(context, ct)));
    }),
  }),
} as const satisfies Record<string, OpDefinition>;

function sumAlongAxis(context: WithAttributes<VjpContext, typeof AXIS>, x: ValueName): ValueName {
  const { emitter } = context;
  return sumOver(emitter, x, [axisOf(context, shapeOf(emitter, x))], true);
}
