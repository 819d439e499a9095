/** Comparisons, logic and choice. */
import type { DataType } from '../tensor/tensor.ts';
import type { OpDefinition } from './definition.ts';
import { pullback } from './pullback.ts';
import { arithmeticOn, shapeOf, sumTo } from './emission.ts';
import { foldElements } from './fold-elements.ts';
import { broadcast, operand, typed } from './operands.ts';
import { COMPARING, ON_ANY, ON_BOOLEANS } from './webgpu-kernel.ts';

function comparison(evaluate: (a: number, b: number) => boolean): OpDefinition {
  return {
    infer: (context) => [typed('bool', broadcast(context.node, operand(context, 0).shape, operand(context, 1).shape))],
    fold: foldElements((a, b) => (evaluate(a, b) ? 1 : 0)),
    vjp: 'zero',
  };
}

/** A comparison that WebGPU has a kernel for. */
function ordering(evaluate: (a: number, b: number) => boolean): OpDefinition {
  return { ...comparison(evaluate), webgpu: COMPARING };
}

export const LOGIC_OPS = {
  Equal: ordering((a, b) => a === b),
  Greater: ordering((a, b) => a > b),
  GreaterOrEqual: ordering((a, b) => a >= b),
  Less: ordering((a, b) => a < b),
  LessOrEqual: ordering((a, b) => a <= b),
  And: { ...comparison((a, b) => a !== 0 && b !== 0), webgpu: ON_BOOLEANS },
  Or: comparison((a, b) => a !== 0 || b !== 0),
  Xor: comparison((a, b) => (a !== 0) !== (b !== 0)),
  /** y = c ? a : b: da = c ? ct : 0, db = c ? 0 : ct */
  Where: {
    webgpu: ON_ANY,
    isCheap: true,
    infer: (context) => {
      const dtype: DataType = operand(context, 1).dtype;
      const shapes = [0, 1, 2].map((i) => operand(context, i).shape);
      return [typed(dtype, broadcast(context.node, ...shapes))];
    },
    fold: foldElements((condition, a, b) => (condition === 0 ? b : a)),
    vjp: pullback((context) => {
      const { emitter, inputs, ct } = context;
      const [condition = '', a = '', b = ''] = inputs;
      const { where } = arithmeticOn(emitter, emitter.typeOf(ct).dtype);
      return [
        undefined,
        context.needs(1) ? sumTo(emitter, where(condition, ct, 0), shapeOf(emitter, a)) : undefined,
        context.needs(2) ? sumTo(emitter, where(condition, 0, ct), shapeOf(emitter, b)) : undefined,
      ];
    }),
  },
} as const satisfies Record<string, OpDefinition>;
