import { float, int, string } from '../../../graph/attributes.ts';
import type { OperatorCase } from '../operator-case.ts';

const plain = { shape: [2, 3, 4] };
const positive = { shape: [2, 3, 4], draw: 'positive' } as const;
const away = { shape: [2, 3, 4], draw: 'away-from-zero' } as const;
const bits = { shape: [2, 3], dtype: 'bool', draw: 'bits' } as const;
const integers = (shape: number[]) => ({ shape, dtype: 'int64', draw: 'small-integers' }) as const;

const BROADCASTS: readonly (readonly [number[], number[]])[] = [
  [
    [2, 3, 4],
    [2, 3, 4],
  ],
  [[2, 3, 4], [4]],
  [
    [1, 3, 1],
    [2, 1, 4],
  ],
  [[], [2, 3]],
  [[2, 3], [1]],
  [
    [2, 1, 1],
    [3, 2, 4, 5],
  ],
];

function broadcasting(draw: 'plain' | 'positive' | 'spaced'): OperatorCase[] {
  return BROADCASTS.map(([a, b]) => ({
    inputs: [
      { shape: a, draw },
      { shape: b, draw },
    ],
  }));
}

const comparisons: OperatorCase[] = [
  { inputs: [integers([2, 3]), integers([3])] },
  { inputs: [plain, { shape: [4] }] },
  { inputs: [integers([]), integers([2, 1])] },
];

const logic: OperatorCase[] = [{ inputs: [bits, { shape: [3], dtype: 'bool', draw: 'bits' }] }];

export const ELEMENTWISE_CASES: Readonly<Record<string, readonly OperatorCase[]>> = {
  Neg: [{ inputs: [plain] }, { inputs: [integers([3])] }],
  Abs: [{ inputs: [away] }],
  Sqrt: [{ inputs: [positive] }, { inputs: [{ shape: [], draw: 'positive' }] }],
  Exp: [{ inputs: [plain] }],
  Log: [{ inputs: [positive] }],
  Reciprocal: [{ inputs: [positive] }],
  Sin: [{ inputs: [plain] }],
  Cos: [{ inputs: [plain] }],
  Tanh: [{ inputs: [plain] }],
  Sigmoid: [{ inputs: [plain] }],
  Softplus: [{ inputs: [plain] }],
  Erf: [{ inputs: [plain] }],
  Relu: [{ inputs: [away] }],
  LeakyRelu: [{ inputs: [away] }, { inputs: [away], attributes: { alpha: float(0.3) } }],
  HardSigmoid: [
    { inputs: [plain] },
    { inputs: [{ shape: [24], draw: 'spaced' }], attributes: { alpha: float(0.7), beta: float(0.413) } },
  ],
  Gelu: [
    { inputs: [plain], opset: 20 },
    { inputs: [plain], opset: 20, attributes: { approximate: string('tanh') } },
  ],
  'com.microsoft.Gelu': [{ inputs: [plain] }],
  'com.microsoft.QuickGelu': [{ inputs: [plain], attributes: { alpha: float(1) } }, { inputs: [plain] }],
  Floor: [{ inputs: [plain] }],
  Ceil: [{ inputs: [plain] }],
  Round: [{ inputs: [plain] }, { inputs: [{ shape: [6], constant: [0.5, 1.5, 2.5, -0.5, -1.5, -2.5] }] }],
  Sign: [{ inputs: [away] }],
  Not: [{ inputs: [bits] }],
  IsNaN: [{ inputs: [{ shape: [3], constant: [1, NaN, -Infinity] }] }],
  Add: [...broadcasting('plain'), { inputs: [integers([2]), integers([])] }],
  Sub: broadcasting('plain'),
  Mul: broadcasting('plain'),
  Div: [
    ...broadcasting('positive'),
    {
      title: 'of integers',
      inputs: [
        { shape: [4], dtype: 'int64', constant: [7, -7, 8, -8] },
        { shape: [], dtype: 'int64', constant: [2] },
      ],
    },
  ],
  Pow: [
    ...[1, 2, 3, 0.5, -1.5].map((exponent) => ({ inputs: [positive, { shape: [], constant: [exponent] }] })),
    { title: 'with an exponent for each column', inputs: [positive, { shape: [4], constant: [0.5, 1, 2, 3.5] }] },
    { title: 'with an integer exponent', inputs: [plain, { shape: [], dtype: 'int64', constant: [2] }] },
  ],
  Max: [
    ...broadcasting('spaced'),
    { inputs: [plain] },
    { inputs: [plain, plain, plain], noGradient: 'three operands' },
  ],
  Min: [...broadcasting('spaced'), { inputs: [plain] }],
  Mod: [
    { inputs: [integers([9]), { shape: [], dtype: 'int64', constant: [3] }] },
    { inputs: [plain, { shape: [], constant: [0.7] }], attributes: { fmod: int(1) } },
  ],
  Clip: [
    { inputs: [away, { shape: [], constant: [-0.1] }, { shape: [], constant: [0.11] }] },
    {
      inputs: [
        { shape: [16], draw: 'spaced' },
        { shape: [], constant: [-1.05] },
      ],
    },
    { inputs: [{ shape: [16], draw: 'spaced' }, null, { shape: [], constant: [1.05] }] },
    { inputs: [plain] },
    {
      title: 'with bounds as attributes',
      opset: 6,
      inputs: [{ shape: [16], draw: 'spaced' }],
      attributes: { min: float(-1.05), max: float(2.2) },
      noGradient: 'gradients need opset 13',
    },
  ],
  Equal: comparisons,
  Greater: comparisons,
  GreaterOrEqual: comparisons,
  Less: comparisons,
  LessOrEqual: comparisons,
  And: logic,
  Or: logic,
  Xor: logic,
  Where: [
    { inputs: [{ shape: [2, 3, 4], dtype: 'bool', draw: 'bits' }, plain, plain] },
    { inputs: [{ shape: [3, 1], dtype: 'bool', draw: 'bits' }, { shape: [4] }, { shape: [2, 1, 1] }] },
  ],
};
