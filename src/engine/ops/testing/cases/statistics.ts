import { float, int, ints } from '../../../graph/attributes.ts';
import type { OperatorCase } from '../operator-case.ts';

/** Axes as an attribute (opset 17 and before, ReduceSum 12 and before) and as an input. */
function reductions(draw: 'plain' | 'positive' | 'away-from-zero' | 'spaced', inputSince = 18): OperatorCase[] {
  const x = { shape: [2, 3, 4], draw };
  const axes = (values: number[]) => ({ shape: [values.length], dtype: 'int64', constant: values }) as const;
  const older: OperatorCase[] =
    inputSince === 13
      ? []
      : [
          { inputs: [x], attributes: { axes: ints([1]) }, opset: 14 },
          { inputs: [x], attributes: { axes: ints([0, -1]), keepdims: int(0) }, opset: 17 },
        ];
  return [
    { inputs: [x] },
    { inputs: [x], attributes: { keepdims: int(0) } },
    { inputs: [x, axes([-1])] },
    { inputs: [x, axes([0, 2])], attributes: { keepdims: int(0) } },
    { inputs: [x], attributes: { noop_with_empty_axes: int(1) } },
    ...older,
  ];
}

const away = { shape: [2, 3, 4, 5] };

export const STATISTICS_CASES: Readonly<Record<string, readonly OperatorCase[]>> = {
  ReduceSum: reductions('plain', 13),
  ReduceMean: reductions('plain'),
  ReduceMax: reductions('spaced'),
  ReduceMin: reductions('spaced'),
  ReduceSumSquare: reductions('plain').filter(
    (testCase) => testCase.attributes?.['noop_with_empty_axes'] === undefined,
  ),
  ReduceL2: reductions('positive').filter((testCase) => testCase.attributes?.['noop_with_empty_axes'] === undefined),
  ReduceL1: reductions('away-from-zero').filter(
    (testCase) => testCase.attributes?.['noop_with_empty_axes'] === undefined,
  ),
  ReduceProd: reductions('positive'),
  ArgMax: [
    { inputs: [{ shape: [2, 3, 4], draw: 'spaced' }], attributes: { axis: int(-1), keepdims: int(0) } },
    { inputs: [{ shape: [2, 3, 4], draw: 'spaced' }], attributes: { axis: int(1) } },
  ],
  Softmax: [
    { inputs: [away] },
    { inputs: [away], attributes: { axis: int(1) } },
    { inputs: [{ shape: [3, 7] }], attributes: { axis: int(-1) }, opset: 14 },
  ],
  LogSoftmax: [{ inputs: [away] }, { inputs: [away], attributes: { axis: int(1) } }],
  InstanceNormalization: [
    {
      title: 'as exporters write GroupNorm',
      inputs: [{ shape: [1, 2, 12] }, { shape: [2], constant: [1, 1] }, { shape: [2], constant: [0, 0] }],
      attributes: { epsilon: float(1e-5) },
    },
    { inputs: [{ shape: [2, 3, 4, 5] }, { shape: [3] }, { shape: [3] }] },
    {
      inputs: [{ shape: [2, 3, 4, 5] }, { shape: [3], frozen: true }, { shape: [3], frozen: true }],
      attributes: { epsilon: float(0.1) },
    },
  ],
  GroupNormalization: [
    {
      inputs: [{ shape: [2, 4, 3, 3] }, { shape: [4] }, { shape: [4] }],
      attributes: { num_groups: int(2) },
      opset: 21,
    },
    {
      inputs: [{ shape: [1, 6, 5] }, { shape: [6] }, { shape: [6] }],
      attributes: { num_groups: int(3), epsilon: float(0.01) },
      opset: 21,
    },
    {
      inputs: [{ shape: [2, 4, 3, 3] }, { shape: [2] }, { shape: [2] }],
      attributes: { num_groups: int(2) },
      opset: 18,
    },
  ],
  BatchNormalization: [
    {
      inputs: [
        { shape: [2, 3, 4, 4] },
        { shape: [3] },
        { shape: [3] },
        { shape: [3] },
        { shape: [3], draw: 'positive' },
      ],
      attributes: { epsilon: float(0) },
      noGradient: 'it is written after the derivative',
    },
  ],
  'com.microsoft.SkipLayerNormalization': [
    {
      inputs: [{ shape: [2, 3, 8] }, { shape: [2, 3, 8] }, { shape: [8] }, { shape: [8] }],
      outputs: 4,
      noGradient: 'it is written after the derivative',
    },
  ],
  LayerNormalization: [
    { inputs: [{ shape: [2, 3, 8] }, { shape: [8] }, { shape: [8] }], attributes: { axis: int(-1) } },
    { inputs: [{ shape: [2, 3, 8] }, { shape: [8] }], attributes: { epsilon: float(0.1) } },
    { inputs: [{ shape: [2, 3, 4] }, { shape: [3, 4] }, { shape: [3, 4] }], attributes: { axis: int(1) }, opset: 17 },
    { inputs: [{ shape: [2, 3, 8] }, { shape: [8] }, { shape: [8] }], outputs: 3, used: [0] },
  ],
};
