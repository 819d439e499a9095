import { ints } from '../graph/attributes.ts';
import type { Emitter } from '../graph/emitter.ts';
import type { ValueName } from '../graph/graph.ts';
import type { Shape } from '../tensor/tensor.ts';
import { geometryAttributes, paddingOf, spreadOf, type ConvGeometry } from './conv-geometry.ts';
import { shapeOf } from './emission.ts';
import { extentAt } from './operands.ts';

export interface ConvDataGradient {
  readonly emitter: Emitter;
  /** Cotangent of the convolution's output. */
  readonly ct: ValueName;
  readonly weights: ValueName;
  readonly inputShape: Shape;
  readonly geometry: ConvGeometry;
}

/**
 * The cotangent of a convolution's input: ConvTranspose with the same weights, for any stride, group and dilation. Where a
 * second, turned copy of the weights is affordable, `flip-convolutions` writes it as an ordinary Conv.
 */
export function convDataGradient({ emitter, ct, weights, inputShape, geometry }: ConvDataGradient): ValueName {
  const places = shapeOf(emitter, ct).slice(2);
  // Places at the far edge that the strided kernel never reached still need their zeros.
  const outputPadding = places.map((count, axis) => {
    const reach = (count - 1) * extentAt(geometry.strides, axis) + spreadOf(geometry, axis);
    return extentAt(inputShape, axis + 2) - (reach - paddingOf(geometry, axis));
  });
  return emitter.emit('ConvTranspose', [ct, weights], {
    ...geometryAttributes(geometry),
    ...(outputPadding.every((count) => count === 0) ? {} : { output_padding: ints(outputPadding) }),
  });
}
