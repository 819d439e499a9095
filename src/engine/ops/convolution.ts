/** Convolutions over any number of spatial axes. X [N, C, ...], W [M, C/group, ...kernel], Y [N, M, ...]. */
import { at } from '../at.ts';
import { optional, type AttributeValues } from '../graph/attributes.ts';
import type { Node, TensorType, ValueName } from '../graph/graph.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { convDataGradient } from './conv-data-gradient.ts';
import { CONVOLUTION, convGeometry, geometryAttributes, paddingOf, spreadOf } from './conv-geometry.ts';
import { defineOp, type WithAttributes } from './define-op.ts';
import type { InferContext, OpDefinition, VjpContext } from './definition.ts';
import { pullback, type PullbackContext } from './pullback.ts';
import { shapeOf, sumOver } from './emission.ts';
import { extentAt, hasInput, nodeError, operand, typed } from './operands.ts';
import { ON_FLOATS } from './webgpu-kernel.ts';

const TRANSPOSED = { ...CONVOLUTION, output_padding: optional('ints'), output_shape: optional('ints') };

export const CONVOLUTION_OPS = {
  /** Y = W * X + B: dX by `convDataGradient`, dB = sum of ct over rows and places. Weights are never differentiated. */
  Conv: defineOp(CONVOLUTION, {
    webgpu: ON_FLOATS,
    infer: inferConv,
    vjp: pullback(convCotangents),
    flops: ([, w], [y]) => 2 * sizeOf(y?.shape ?? []) * sizeOf(w?.shape.slice(1) ?? []),
  }),
  /** W [C, M/group, ...kernel]; the transpose of the Conv that has the same weights, so dX is that Conv of ct. */
  ConvTranspose: defineOp(TRANSPOSED, {
    webgpu: ON_FLOATS,
    infer: inferConvTranspose,
    vjp: pullback(convTransposeCotangents),
    flops: ([x, w]) => 2 * sizeOf(x?.shape ?? []) * sizeOf(w?.shape.slice(1) ?? []),
  }),
} as const satisfies Record<string, OpDefinition>;

function inferConv(context: WithAttributes<InferContext, typeof CONVOLUTION>): TensorType[] {
  const { node } = context;
  const x = operand(context, 0);
  const w = operand(context, 1);
  const geometry = convGeometry(context, x.shape, w.shape);
  if (x.shape.length !== w.shape.length || extentAt(x.shape, 1) !== extentAt(w.shape, 1) * geometry.group) {
    throw nodeError(node, 'graph/shape', `weights [${w.shape.join(',')}] do not fit input [${x.shape.join(',')}]`);
  }
  const places = geometry.kernel.map((_, axis) => {
    const padded = extentAt(x.shape, axis + 2) + paddingOf(geometry, axis);
    return Math.floor((padded - spreadOf(geometry, axis)) / at(geometry.strides, axis)) + 1;
  });
  return [typed(x.dtype, [extentAt(x.shape, 0), extentAt(w.shape, 0), ...places])];
}

function inferConvTranspose(context: WithAttributes<InferContext, typeof TRANSPOSED>): TensorType[] {
  const { node, attributes } = context;
  const x = operand(context, 0);
  const w = operand(context, 1);
  requireExplicitPads(node, attributes);
  const geometry = convGeometry(context, x.shape, w.shape);
  if (x.shape.length !== w.shape.length || extentAt(x.shape, 1) !== extentAt(w.shape, 0)) {
    throw nodeError(node, 'graph/shape', `weights [${w.shape.join(',')}] do not fit input [${x.shape.join(',')}]`);
  }
  const { output_padding: outputPadding = geometry.kernel.map(() => 0) } = attributes;
  const places = geometry.kernel.map((_, axis) => {
    const reach = (extentAt(x.shape, axis + 2) - 1) * at(geometry.strides, axis) + spreadOf(geometry, axis);
    return reach - paddingOf(geometry, axis) + at(outputPadding, axis);
  });
  return [typed(x.dtype, [extentAt(x.shape, 0), extentAt(w.shape, 1) * geometry.group, ...places])];
}

function convCotangents(context: WithAttributes<PullbackContext, typeof CONVOLUTION>): (ValueName | undefined)[] {
  const { emitter, node, inputs, ct } = context;
  const [x = '', w = ''] = inputs;
  if (context.needs(1)) throw nodeError(node, 'graph/unsupported-form', 'no gradient for the weights');
  const inputShape = shapeOf(emitter, x);
  const geometry = convGeometry(context, inputShape, shapeOf(emitter, w));
  const dx = context.needs(0) ? convDataGradient({ emitter, ct, weights: w, inputShape, geometry }) : undefined;
  return [dx, undefined, ...biasCotangent(context, ct)];
}

function convTransposeCotangents(
  context: WithAttributes<PullbackContext, typeof TRANSPOSED>,
): (ValueName | undefined)[] {
  const { emitter, node, inputs, ct, attributes } = context;
  const [x = '', w = ''] = inputs;
  requireExplicitPads(node, attributes);
  if (context.needs(1)) throw nodeError(node, 'graph/unsupported-form', 'no gradient for the weights');
  const geometry = convGeometry(context, shapeOf(emitter, x), shapeOf(emitter, w));
  const dx = context.needs(0) ? emitter.emit('Conv', [ct, w], geometryAttributes(geometry)) : undefined;
  return [dx, undefined, ...biasCotangent(context, ct)];
}

function biasCotangent(context: VjpContext, ct: ValueName): (ValueName | undefined)[] {
  if (!hasInput(context.node, 2)) return [];
  const { emitter } = context;
  const axes = shapeOf(emitter, ct).flatMap((_, axis) => (axis === 1 ? [] : [axis]));
  return [context.needs(2) ? sumOver(emitter, ct, axes, false) : undefined];
}

function requireExplicitPads(node: Node, attributes: AttributeValues<typeof TRANSPOSED>): void {
  if (attributes.auto_pad !== 'NOTSET' || attributes.output_shape !== undefined) {
    throw nodeError(node, 'graph/unsupported-form', 'pads must be explicit');
  }
}
