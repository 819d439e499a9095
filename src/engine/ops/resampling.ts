/** Operators that change the resolution of an image [N, C, ...]. */
import { at } from '../at.ts';
import { int, ints, optional, string, type AttributeValues } from '../graph/attributes.ts';
import type { Node, TensorType, ValueName } from '../graph/graph.ts';
import { sizeOf, type Shape } from '../tensor/tensor.ts';
import { convGeometry, geometryAttributes, paddingOf, spreadOf, WINDOW, type ConvGeometry } from './conv-geometry.ts';
import { defineOp, type WithAttributes } from './define-op.ts';
import type { InferContext, OpDefinition, VjpContext } from './definition.ts';
import { pullbackFirst, type PullbackContext } from './pullback.ts';
import { expandTo, reshapeTo, scaled, shapeOf, sumOver } from './emission.ts';
import { NEAREST, nearestSource } from './nearest-source.ts';
import { constantNumbers, extentAt, nodeError, normalizeAxis, operand, typed } from './operands.ts';
import { ON_FLOATS } from './webgpu-kernel.ts';

const RESIZE = {
  ...NEAREST,
  mode: string('nearest'),
  keep_aspect_ratio_policy: string('stretch'),
  axes: optional('ints'),
};
const POOL = { ...WINDOW, kernel_shape: ints([]), ceil_mode: int(0) };
const AVERAGE_POOL = { ...POOL, count_include_pad: int(0) };

export const RESAMPLING_OPS = {
  /** Nearest upsampling by whole factors: dx = sum of ct over the copies of each element. */
  Resize: defineOp(RESIZE, { webgpu: ON_FLOATS, infer: inferResize, vjp: pullbackFirst(resizeCotangent) }),
  /** y = mean of a window: dx = ct / n spread over the window, a ConvTranspose with one kernel for each channel */
  AveragePool: defineOp(AVERAGE_POOL, {
    webgpu: ON_FLOATS,
    infer: inferPool,
    vjp: pullbackFirst(averagePoolCotangent),
    flops: (_inputs, [y], { kernel_shape: kernel }) => sizeOf(y?.shape ?? []) * sizeOf(kernel),
  }),
  /** y = mean over all places: dx = ct / n */
  GlobalAveragePool: {
    webgpu: ON_FLOATS,
    infer: (context) => {
      const { dtype, shape } = operand(context, 0);
      return [
        typed(
          dtype,
          shape.map((extent, axis) => (axis < 2 ? extent : 1)),
        ),
      ];
    },
    vjp: pullbackFirst((ct, x, { emitter }) => {
      const shape = shapeOf(emitter, x);
      return expandTo(emitter, scaled(emitter, ct, 1 / sizeOf(shape.slice(2))), shape);
    }),
    flops: ([x]) => sizeOf(x?.shape ?? []),
  },
  MaxPool: defineOp(POOL, { webgpu: ON_FLOATS, infer: inferPool, vjp: 'forbidden' }),
} as const satisfies Record<string, OpDefinition>;

function inferResize(context: WithAttributes<InferContext, typeof RESIZE>): TensorType[] {
  const { node, attributes } = context;
  const { dtype, shape } = operand(context, 0);
  if (attributes.keep_aspect_ratio_policy !== 'stretch') {
    throw nodeError(node, 'graph/unsupported-form', 'keep_aspect_ratio_policy must be stretch');
  }
  const axes = attributes.axes?.map((axis) => normalizeAxis(node, axis, shape.length)) ?? shape.map((_, axis) => axis);
  // Opset 10 has no region of interest before the scales.
  const scales = constantNumbers(context, node.inputs.length === 2 ? 1 : 2);
  const sizes = scales === undefined || scales.length === 0 ? constantNumbers(context, 3) : undefined;
  const extents = shape.map((extent, axis) => {
    const i = axes.indexOf(axis);
    if (i < 0) return extent;
    return sizes === undefined
      ? Math.floor(extent * (scales === undefined ? 1 : extentAt(scales, i)))
      : extentAt(sizes, i);
  });
  return [typed(dtype, extents)];
}

function resizeCotangent(
  ct: ValueName,
  x: ValueName,
  context: WithAttributes<PullbackContext, typeof RESIZE>,
): ValueName {
  const { emitter, outputs } = context;
  const shape = shapeOf(emitter, x);
  const factors = copiesByAxis(context, shape, shapeOf(emitter, outputs[0] ?? ''));
  return isImage(shape, factors) ? pooledSum(context, ct, factors.slice(2)) : sumOfCopies(context, ct, factors);
}

/** Copies of each element by axis. Throws unless every element is copied equally often, in order. */
function copiesByAxis(
  { node, attributes }: WithAttributes<{ readonly node: Node }, typeof RESIZE>,
  from: Shape,
  to: Shape,
): number[] {
  const isNearest = attributes.mode === 'nearest';
  return from.map((extent, axis) => {
    const target = extentAt(to, axis);
    const copies = target / extent;
    const repeats = Array.from({ length: target }, (_, i) => nearestSource({ node, attributes }, i, extent, target));
    if (copies !== 1 && (!isNearest || !repeats.every((source, i) => source === Math.floor(i / copies)))) {
      throw nodeError(node, 'graph/unsupported-form', 'only nearest upsampling by whole factors has a gradient');
    }
    return copies;
  });
}

function isImage(shape: Shape, factors: readonly number[]): boolean {
  return shape.length === 4 && factors[0] === 1 && factors[1] === 1;
}

/** The sum over a window is its mean times its size; pooling is one fast kernel everywhere. */
function pooledSum({ emitter }: VjpContext, ct: ValueName, window: readonly number[]): ValueName {
  if (sizeOf(window) === 1) return ct;
  const mean = emitter.emit('AveragePool', [ct], { kernel_shape: ints(window), strides: ints(window) });
  return scaled(emitter, mean, sizeOf(window));
}

function sumOfCopies({ emitter, inputs }: VjpContext, ct: ValueName, factors: readonly number[]): ValueName {
  const shape = shapeOf(emitter, inputs[0] ?? '');
  const copies = shape.flatMap((extent, axis) => [extent, extentAt(factors, axis)]);
  const axes = factors.flatMap((factor, axis) => (factor === 1 ? [] : [2 * axis + 1]));
  return reshapeTo(emitter, sumOver(emitter, reshapeTo(emitter, ct, copies), axes, false), shape);
}

/** A pool's window as a convolution with one kernel for each channel. */
function poolGeometry(
  { node, attributes }: { readonly node: Node; readonly attributes: AttributeValues<typeof POOL> },
  shape: Shape,
): ConvGeometry {
  const channels = extentAt(shape, 1);
  return convGeometry({ node, attributes: { ...attributes, group: channels } }, shape, [
    channels,
    1,
    ...attributes.kernel_shape,
  ]);
}

function inferPool(context: WithAttributes<InferContext, typeof POOL>): TensorType[] {
  const { node, attributes } = context;
  const { dtype, shape } = operand(context, 0);
  const geometry = poolGeometry(context, shape);
  const round = attributes.ceil_mode === 1 ? Math.ceil : Math.floor;
  const places = geometry.kernel.map((_, axis) => {
    const free = extentAt(shape, axis + 2) + paddingOf(geometry, axis) - spreadOf(geometry, axis);
    return round(free / at(geometry.strides, axis)) + 1;
  });
  return node.outputs.map((_, i) => typed(i === 0 ? dtype : 'int64', [...shape.slice(0, 2), ...places]));
}

function averagePoolCotangent(
  ct: ValueName,
  x: ValueName,
  context: WithAttributes<PullbackContext, typeof AVERAGE_POOL>,
): ValueName {
  const { emitter, node, attributes: own } = context;
  const { dtype, shape } = emitter.typeOf(x);
  const geometry = poolGeometry(context, shape);
  const countsPads = own.count_include_pad === 1;
  if (own.ceil_mode === 1 || (!countsPads && geometry.pads.some((pad) => pad !== 0))) {
    throw nodeError(node, 'graph/unsupported-form', 'no gradient where windows differ in size at the border');
  }
  if (isTiling(geometry, shape)) return spreadEvenly(context, ct, geometry.kernel);
  const weight = emitter.float(
    Array.from({ length: extentAt(shape, 1) * sizeOf(geometry.kernel) }, () => 1 / sizeOf(geometry.kernel)),
    [extentAt(shape, 1), 1, ...geometry.kernel],
    dtype,
  );
  const outputPadding = shapeOf(emitter, ct)
    .slice(2)
    .map((count, axis) => {
      const reach = (count - 1) * at(geometry.strides, axis) + spreadOf(geometry, axis) - paddingOf(geometry, axis);
      return extentAt(shape, axis + 2) - reach;
    });
  const attributes = { ...geometryAttributes(geometry), output_padding: ints(outputPadding) };
  return emitter.emit('ConvTranspose', [ct, weight], attributes);
}

/** Windows lie side by side and cover the image. */
function isTiling({ kernel, strides, pads }: ConvGeometry, shape: Shape): boolean {
  const coversImage = kernel.every((k, axis) => strides[axis] === k && extentAt(shape, axis + 2) % k === 0);
  return coversImage && kernel.length === 2 && pads.every((pad) => pad === 0);
}

function spreadEvenly({ emitter }: VjpContext, ct: ValueName, window: readonly number[]): ValueName {
  const share = scaled(emitter, ct, 1 / sizeOf(window));
  const scales = emitter.float([1, 1, ...window]);
  return emitter.emit('Resize', [share, '', scales], {
    coordinate_transformation_mode: string('asymmetric'),
    mode: string('nearest'),
    nearest_mode: string('floor'),
  });
}
