/**
 * The cotangent of a convolution's input. Two forms of the same linear map:
 *   'conv-transpose'  ConvTranspose with the same weights: any stride, group and dilation; no copy of the weights
 *   'flipped-conv'    Conv with weights turned by 180 degrees and channels exchanged: stride 1 and one group only
 */
import { ints } from '../graph/attributes.ts';
import type { ValueName } from '../graph/graph.ts';
import type { Shape } from '../tensor/tensor.ts';
import { geometryAttributes, paddingOf, spreadOf, type ConvGeometry } from './conv-geometry.ts';
import type { Emitter } from '../graph/emitter.ts';
import { reversed, shapeOf, transposed } from './emission.ts';

export type ConvGradientForm = 'conv-transpose' | 'flipped-conv';

export interface ConvDataGradient {
  readonly emitter: Emitter;
  /** Cotangent of the convolution's output. */
  readonly ct: ValueName;
  readonly weights: ValueName;
  readonly inputShape: Shape;
  readonly geometry: ConvGeometry;
  /** Defaults to 'conv-transpose'. */
  readonly form?: ConvGradientForm;
}

export function convDataGradient(options: ConvDataGradient): ValueName {
  return options.form === 'flipped-conv' && canFlip(options.geometry) ? flippedConv(options) : convTranspose(options);
}

/** True when the gradient can be written as an ordinary Conv. */
export function canFlip(geometry: ConvGeometry): boolean {
  const areMirroredPadsValid = mirroredPads(geometry).every((pad) => pad >= 0);
  return areMirroredPadsValid && geometry.group === 1 && geometry.strides.every((stride) => stride === 1);
}

function convTranspose({ emitter, ct, weights, inputShape, geometry }: ConvDataGradient): ValueName {
  const places = shapeOf(emitter, ct).slice(2);
  // Places at the far edge that the strided kernel never reached still need their zeros.
  const outputPadding = places.map((count, axis) => {
    const reach = (count - 1) * (geometry.strides[axis] ?? 1) + spreadOf(geometry, axis);
    const reached = reach - paddingOf(geometry, axis);
    return (inputShape[axis + 2] ?? 0) - reached;
  });
  return emitter.emit('ConvTranspose', [ct, weights], {
    ...geometryAttributes(geometry),
    ...(outputPadding.every((count) => count === 0) ? {} : { output_padding: ints(outputPadding) }),
  });
}

function flippedConv({ emitter, ct, weights, geometry }: ConvDataGradient): ValueName {
  const { kernel } = geometry;
  const axes = kernel.map((_, axis) => axis + 2);
  const exchanged = transposed(emitter, weights, [1, 0, ...axes]);
  const turned = kernel.every((k) => k === 1) ? exchanged : reversed(emitter, exchanged, axes);
  return emitter.emit('Conv', [ct, turned], geometryAttributes({ ...geometry, pads: mirroredPads(geometry) }));
}

function mirroredPads(geometry: ConvGeometry): number[] {
  return geometry.pads.map((pad, i) => spreadOf(geometry, i % geometry.kernel.length) - 1 - pad);
}
