/** Comparisons, logic and choice. */
import type { DataType } from '../tensor/tensor.ts';
import type { OpDefinition } from './definition.ts';
import { arithmeticOn, shapeOf, sumTo } from './emission.ts';
import { foldElements } from './fold-elements.ts';
import { broadcast, operand, typed } from './operands.ts';

function comparison(evaluate: (a: number, b: number) => boolean): OpDefinition {
  return {
    infer: (context) => [typed('bool', broadcast(context.node, operand(context, 0).shape, operand(context, 1).shape))],
    fold: foldElements((a, b) => (evaluate(a, b) ? 1 : 0)),
    vjp: 'zero',
  };
}

export const LOGIC_OPS = {
  Equal: comparison((a, b) => a === b),
  Greater: comparison((a, b) => a > b),
  GreaterOrEqual: comparison((a, b) => a >= b),
  Less: comparison((a, b) => a < b),
  LessOrEqual: comparison((a, b) => a <= b),
  And: comparison((a, b) => a !== 0 && b !== 0),
  Or: comparison((a, b) => a !== 0 || b !== 0),
  Xor: comparison((a, b) => (a !== 0) !== (b !== 0)),
  /** y = c ? a : b: da = c ? ct : 0, db = c ? 0 : ct */
  Where: {
    infer: (context) => {
      const dtype: DataType = operand(context, 1).dtype;
      const shapes = [0, 1, 2].map((i) => operand(context, i).shape);
      return [typed(dtype, broadcast(context.node, ...shapes))];
    },
    fold: foldElements((condition, a, b) => (condition === 0 ? b : a)),
    vjp: (context) => {
      const { emitter, inputs } = context;
      const [condition = '', a = '', b = ''] = inputs;
      const [ct] = context.cotangents;
      if (ct === undefined) return [undefined, undefined, undefined];
      const { where } = arithmeticOn(emitter, emitter.typeOf(ct).dtype);
      return [
        undefined,
        context.needs(1) ? sumTo(emitter, where(condition, ct, 0), shapeOf(emitter, a)) : undefined,
        context.needs(2) ? sumTo(emitter, where(condition, 0, ct), shapeOf(emitter, b)) : undefined,
      ];
    },
  },
} as const satisfies Record<string, OpDefinition>;
