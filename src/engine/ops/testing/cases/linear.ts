import { float, int, ints, string } from '../../../graph/attributes.ts';
import type { Attributes } from '../../../graph/graph.ts';
import type { OperatorCase } from '../operator-case.ts';

interface ConvCase {
  readonly x: number[];
  readonly w: number[];
  readonly attributes?: Attributes;
  readonly bias?: number;
}

function convolution({ x, w, attributes = {}, bias }: ConvCase): OperatorCase {
  const inputs = [{ shape: x }, { shape: w, frozen: true }];
  return { inputs: bias === undefined ? inputs : [...inputs, { shape: [bias] }], attributes };
}

const strides2 = { strides: ints([2, 2]) };

export const LINEAR_CASES: Readonly<Record<string, readonly OperatorCase[]>> = {
  MatMul: [
    { inputs: [{ shape: [3, 4] }, { shape: [4, 5] }] },
    { title: 'of a sequence with a matrix', inputs: [{ shape: [2, 3, 4] }, { shape: [4, 5] }] },
    { title: 'by heads', inputs: [{ shape: [2, 3, 4, 5] }, { shape: [2, 3, 5, 2] }] },
    { title: 'of wide probabilities with narrow values', inputs: [{ shape: [2, 6, 7] }, { shape: [2, 7, 2] }] },
    { title: 'with broadcast batch axes', inputs: [{ shape: [2, 1, 3, 4] }, { shape: [3, 4, 2] }] },
    { title: 'of a matrix with a batch', inputs: [{ shape: [3, 4] }, { shape: [2, 4, 5] }] },
    { title: 'of vectors', inputs: [{ shape: [4] }, { shape: [2, 4, 5] }], noGradient: 'vector operand' },
    { title: 'with a vector', inputs: [{ shape: [2, 3, 4] }, { shape: [4] }], noGradient: 'vector operand' },
  ],
  Gemm: [
    { inputs: [{ shape: [3, 4] }, { shape: [4, 5] }] },
    ...[0, 1].flatMap((transA) =>
      [0, 1].map((transB) => ({
        inputs: [{ shape: transA ? [4, 3] : [3, 4] }, { shape: transB ? [5, 4] : [4, 5] }, { shape: [5] }],
        attributes: { alpha: float(0.7), beta: float(1.3), transA: int(transA), transB: int(transB) },
      })),
    ),
    { inputs: [{ shape: [3, 4] }, { shape: [4, 5] }, { shape: [3, 1] }] },
  ],
  Einsum: [
    { inputs: [{ shape: [2, 3, 4] }, { shape: [2, 5, 4] }], attributes: { equation: string('bid,bjd->bij') } },
    {
      inputs: [{ shape: [2, 3, 4] }, { shape: [2, 4, 5] }],
      attributes: { equation: string('b i j , b j d -> b i d') },
    },
    { inputs: [{ shape: [3] }, { shape: [4] }], attributes: { equation: string('i,j->ij') } },
  ],
  Conv: [
    convolution({ x: [1, 3, 6, 5], w: [4, 3, 3, 3], attributes: { pads: ints([1, 1, 1, 1]) }, bias: 4 }),
    convolution({ x: [2, 3, 6, 6], w: [2, 3, 1, 1] }),
    convolution({ x: [1, 2, 8, 8], w: [3, 2, 3, 3], attributes: { pads: ints([1, 1, 1, 1]), ...strides2 }, bias: 3 }),
    convolution({ x: [1, 2, 7, 9], w: [3, 2, 3, 3], attributes: { pads: ints([1, 1, 1, 1]), ...strides2 } }),
    convolution({ x: [1, 2, 9, 9], w: [3, 2, 3, 3], attributes: strides2 }),
    convolution({ x: [1, 2, 8, 8], w: [3, 2, 3, 3], attributes: { pads: ints([0, 0, 1, 1]), ...strides2 } }),
    convolution({ x: [1, 4, 6, 6], w: [6, 2, 3, 3], attributes: { group: int(2), pads: ints([1, 1, 1, 1]) } }),
    convolution({
      x: [1, 4, 6, 6],
      w: [4, 1, 3, 3],
      attributes: { group: int(4), pads: ints([1, 1, 1, 1]), ...strides2 },
    }),
    convolution({
      x: [1, 2, 9, 9],
      w: [2, 2, 3, 3],
      attributes: { dilations: ints([2, 2]), pads: ints([2, 2, 2, 2]) },
    }),
    convolution({ x: [1, 2, 10, 9], w: [2, 2, 3, 2], attributes: { dilations: ints([2, 1]), strides: ints([3, 2]) } }),
    convolution({ x: [2, 3, 8], w: [4, 3, 3], attributes: { pads: ints([1, 1]) }, bias: 4 }),
    convolution({ x: [1, 2, 7, 7], w: [3, 2, 3, 3], attributes: { auto_pad: string('SAME_UPPER'), ...strides2 } }),
    convolution({ x: [1, 2, 6, 6], w: [3, 2, 2, 2], attributes: { auto_pad: string('SAME_LOWER') } }),
    convolution({ x: [1, 2, 7, 7], w: [3, 2, 3, 3], attributes: { auto_pad: string('VALID') } }),
  ],
  ConvTranspose: [
    convolution({ x: [1, 3, 4, 5], w: [3, 2, 3, 3], bias: 2 }),
    convolution({ x: [1, 3, 4, 4], w: [3, 2, 4, 4], attributes: { pads: ints([1, 1, 1, 1]), ...strides2 } }),
    convolution({
      x: [1, 3, 4, 4],
      w: [3, 2, 3, 3],
      attributes: { pads: ints([1, 1, 1, 1]), output_padding: ints([1, 1]), ...strides2 },
    }),
    convolution({ x: [1, 4, 4, 4], w: [4, 3, 3, 3], attributes: { group: int(2), dilations: ints([2, 2]) } }),
  ],
};
