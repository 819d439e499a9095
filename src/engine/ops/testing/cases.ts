/** Cases by key of `OPS`. Every operator needs one, so that no rule goes untested. */
import { ARRANGEMENT_CASES } from './cases/arrangement.ts';
import { ELEMENTWISE_CASES } from './cases/elementwise.ts';
import { LINEAR_CASES } from './cases/linear.ts';
import { STATISTICS_CASES } from './cases/statistics.ts';
import type { OperatorCase } from './operator-case.ts';

export const CASES: Readonly<Record<string, readonly OperatorCase[]>> = {
  ...ELEMENTWISE_CASES,
  ...LINEAR_CASES,
  ...STATISTICS_CASES,
  ...ARRANGEMENT_CASES,
};

export function titleOf(key: string, { title, inputs, opset }: OperatorCase): string {
  const shapes = inputs.map((input) => (input === null ? '_' : `[${input.shape.join(',')}]`)).join(' ');
  return [key, title, shapes, opset === undefined ? '' : `opset ${opset}`].filter(Boolean).join(' ');
}
