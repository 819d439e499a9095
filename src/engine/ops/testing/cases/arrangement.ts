import { float, int, ints, string } from '../../../graph/attributes.ts';
import { constantFrom } from '../../../graph/constants.ts';
import type { OperatorCase } from '../operator-case.ts';

const x = { shape: [2, 3, 4] };
const indices = (values: number[], shape = [values.length]) => ({ shape, dtype: 'int64', constant: values }) as const;
const image = { shape: [1, 2, 4, 6] };
const nearest = {
  mode: string('nearest'),
  coordinate_transformation_mode: string('asymmetric'),
  nearest_mode: string('floor'),
};
const scales = (values: number[]) => ({ shape: [values.length], constant: values }) as const;

export const ARRANGEMENT_CASES: Readonly<Record<string, readonly OperatorCase[]>> = {
  Identity: [{ inputs: [x] }],
  Cast: [
    { inputs: [x], attributes: { to: int(1) } },
    { title: 'to integers', inputs: [x], attributes: { to: int(7) }, noGradient: 'integers carry none' },
    { title: 'to float64', inputs: [x], attributes: { to: int(11) }, noGradient: 'float64 is not drawn' },
    { title: 'to bool', inputs: [{ shape: [4], dtype: 'int64', draw: 'small-integers' }], attributes: { to: int(9) } },
    { title: 'to float16', inputs: [x], attributes: { to: int(10) }, noGradient: 'too coarse for differences' },
  ],
  Reshape: [
    { inputs: [x, indices([4, 6])] },
    { inputs: [x, indices([0, -1])] },
    { inputs: [x, indices([-1])] },
    { inputs: [x, indices([2, 0, 2, 2])] },
  ],
  Flatten: [
    { inputs: [x] },
    { inputs: [x], attributes: { axis: int(2) } },
    { inputs: [x], attributes: { axis: int(0) } },
  ],
  Unsqueeze: [
    { inputs: [x, indices([0])] },
    { inputs: [x, indices([-1, 1])] },
    { inputs: [{ shape: [] }, indices([0])] },
  ],
  Squeeze: [
    { inputs: [{ shape: [1, 3, 1] }] },
    { inputs: [{ shape: [1, 3, 1] }, indices([-1])] },
    { inputs: [{ shape: [1, 3, 1] }, indices([0])] },
  ],
  Transpose: [
    { inputs: [x] },
    { inputs: [{ shape: [2, 3, 4, 5] }], attributes: { perm: ints([0, 2, 3, 1]) } },
    { inputs: [{ shape: [2, 3, 4, 5] }], attributes: { perm: ints([3, 0, 2, 1]) } },
  ],
  Expand: [
    { inputs: [{ shape: [3, 1] }, indices([2, 3, 4])] },
    { inputs: [{ shape: [3, 1] }, indices([1, 4])] },
    { inputs: [{ shape: [] }, indices([2, 2])] },
    { inputs: [x, indices([1])] },
  ],
  Tile: [{ inputs: [x, indices([2, 1, 3])] }, { inputs: [{ shape: [3] }, indices([4])] }],
  Concat: [
    { inputs: [x, { shape: [2, 5, 4] }, { shape: [2, 1, 4] }], attributes: { axis: int(1) } },
    { title: 'with a frozen part', inputs: [x, { shape: [2, 3, 1], frozen: true }], attributes: { axis: int(-1) } },
    { inputs: [x], attributes: { axis: int(0) } },
  ],
  Split: [
    { inputs: [x, indices([1, 2])], attributes: { axis: int(1) }, outputs: 2 },
    { inputs: [x], attributes: { axis: int(-1), num_outputs: int(2) }, outputs: 2 },
    {
      title: 'with one part used',
      inputs: [x, indices([1, 1, 2])],
      attributes: { axis: int(2) },
      outputs: 3,
      used: [1],
    },
    { title: 'in unequal parts', inputs: [{ shape: [7, 2] }], attributes: { num_outputs: int(3) }, outputs: 3 },
    { title: 'at opset 14', inputs: [x], attributes: { axis: int(2) }, outputs: 2, opset: 14 },
  ],
  Slice: [
    { inputs: [x, indices([1]), indices([3]), indices([2])] },
    { inputs: [x, indices([0, 1]), indices([1, 2 ** 63]), indices([0, -1])] },
    { inputs: [x, indices([-1]), indices([-(2 ** 31)]), indices([1]), indices([-1])], title: 'backwards' },
    { inputs: [{ shape: [9, 3] }, indices([1]), indices([9]), indices([0]), indices([3])], title: 'every third' },
    {
      inputs: [{ shape: [10] }, indices([0]), indices([10]), indices([0]), indices([3])],
      title: 'every third to the end',
    },
    {
      inputs: [{ shape: [10] }, indices([8]), indices([0]), indices([0]), indices([-3])],
      title: 'every third backwards',
    },
    { inputs: [x, indices([0]), indices([2])] },
  ],
  Gather: [
    { inputs: [x, indices([1], [])], attributes: { axis: int(1) } },
    { inputs: [x, indices([-1], [])] },
    { inputs: [x, indices([1, 2, 3])], attributes: { axis: int(2) } },
    { inputs: [x, indices([2, 0, 2, 1])], attributes: { axis: int(1) } },
    { inputs: [{ shape: [5, 3] }, indices([0, 4, 1, 1], [2, 2])] },
  ],
  Pad: [
    { inputs: [{ shape: [1, 2, 3, 3] }, indices([0, 0, 0, 0, 0, 0, 1, 1]), { shape: [], constant: [0] }] },
    {
      inputs: [{ shape: [2, 3] }, indices([1, 0, 2, 3]), { shape: [], constant: [0.5] }],
      attributes: { mode: string('constant') },
    },
    { inputs: [{ shape: [2, 3] }, indices([1, 2]), null, indices([-1])] },
    {
      inputs: [{ shape: [2, 4] }, indices([0, 1, 0, 2])],
      attributes: { mode: string('reflect') },
      noGradient: 'reflecting border',
      noFold: 'reflecting border',
    },
  ],
  Resize: [
    { inputs: [image, null, scales([1, 1, 2, 2])], attributes: nearest },
    { inputs: [image, null, scales([1, 1, 3, 2])], attributes: nearest },
    { inputs: [image, null, null, indices([1, 2, 8, 12])], attributes: nearest },
    { inputs: [image, null, scales([1, 1, 2, 2])], attributes: { mode: string('nearest') } },
    { inputs: [{ shape: [1, 2, 5] }, null, scales([1, 1, 2])], attributes: nearest },
    { inputs: [image, null, scales([2, 2])], attributes: { ...nearest, axes: ints([2, 3]) } },
    { inputs: [image, null, scales([1, 1, 1.5, 0.5])], attributes: nearest, noGradient: 'fractional factors' },
    { inputs: [image, null, scales([1, 1, 2, 2])], attributes: { mode: string('linear') }, noGradient: 'linear' },
  ],
  AveragePool: [
    { inputs: [image], attributes: { kernel_shape: ints([2, 2]), strides: ints([2, 2]) } },
    { inputs: [{ shape: [1, 2, 5, 7] }], attributes: { kernel_shape: ints([3, 3]), strides: ints([2, 2]) } },
    { inputs: [{ shape: [1, 2, 6, 6] }], attributes: { kernel_shape: ints([3, 3]), strides: ints([2, 2]) } },
    {
      inputs: [image],
      attributes: { kernel_shape: ints([3, 3]), pads: ints([1, 1, 1, 1]), count_include_pad: int(1) },
    },
    {
      inputs: [image],
      attributes: { kernel_shape: ints([3, 3]), pads: ints([1, 1, 1, 1]) },
      noGradient: 'uneven windows',
    },
  ],
  GlobalAveragePool: [{ inputs: [image] }],
  MaxPool: [
    {
      inputs: [{ shape: [1, 2, 5, 5] }],
      attributes: { kernel_shape: ints([2, 2]), strides: ints([2, 2]), ceil_mode: int(1) },
    },
  ],
  Constant: [
    { inputs: [], attributes: { value: { kind: 'tensor', value: constantFrom('float32', [2], [1, 2]) } } },
    { inputs: [], attributes: { value_float: float(0.5) } },
    { inputs: [], attributes: { value_int: int(3) } },
    { inputs: [], attributes: { value_ints: ints([3, 4]) } },
  ],
  Shape: [
    { inputs: [x] },
    { inputs: [x], attributes: { start: int(-2) } },
    { inputs: [x], attributes: { start: int(0), end: int(1) } },
  ],
  Size: [{ inputs: [x] }],
  ConstantOfShape: [
    { inputs: [indices([2, 3])] },
    { inputs: [indices([2])], attributes: { value: { kind: 'tensor', value: constantFrom('int64', [1], [-1]) } } },
  ],
  Range: [
    { inputs: [indices([0], []), indices([7], []), indices([2], [])] },
    {
      inputs: [
        { shape: [], constant: [1] },
        { shape: [], constant: [-1] },
        { shape: [], constant: [-0.5] },
      ],
    },
  ],
  Trilu: [
    { inputs: [{ shape: [2, 4, 4] }] },
    { inputs: [{ shape: [3, 5] }, indices([1], [])], attributes: { upper: int(0) } },
    { inputs: [{ shape: [4, 4] }, indices([1], [])] },
  ],
  CumSum: [
    { inputs: [x, indices([1], [])] },
    { inputs: [x, indices([-1], [])], attributes: { exclusive: int(1), reverse: int(1) } },
  ],
  GatherND: [{ inputs: [x, indices([0, 1, 1, 2], [2, 2])] }],
  GatherElements: [{ inputs: [{ shape: [2, 3] }, indices([0, 1, 1, 0, 0, 0], [2, 3])] }],
  ScatterElements: [{ inputs: [{ shape: [2, 3] }, indices([0, 1, 1], [1, 3]), { shape: [1, 3] }] }],
  ScatterND: [{ inputs: [{ shape: [4, 2] }, indices([1, 3], [2, 1]), { shape: [2, 2] }] }],
  RandomNormalLike: [{ inputs: [x] }],
};
