import { int, ints, intOf, intsOf, stringOf } from '../graph/attributes.ts';
import type { Attributes, Node } from '../graph/graph.ts';
import type { Shape } from '../tensor/tensor.ts';
import { extentAt } from './operands.ts';

/** Attributes of a convolution with every default filled in; one entry a spatial axis (pads: begins, then ends). */
export interface ConvGeometry {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: readonly number[];
  readonly group: number;
}

/** Geometry of a Conv on an input of shape `x` with weights of shape `w`; resolves auto_pad. */
export function convGeometry(node: Node, x: Shape, w: Shape): ConvGeometry {
  const kernel = w.slice(2);
  const strides = intsOf(node.attributes, 'strides', undefined) ?? kernel.map(() => 1);
  const dilations = intsOf(node.attributes, 'dilations', undefined) ?? kernel.map(() => 1);
  const group = intOf(node.attributes, 'group', 1);
  const none = [...kernel, ...kernel].map(() => 0);
  const autoPad = stringOf(node.attributes, 'auto_pad', 'NOTSET');
  if (autoPad === 'NOTSET') return { kernel, strides, dilations, group, pads: intsOf(node.attributes, 'pads', none) };
  if (autoPad === 'VALID') return { kernel, strides, dilations, group, pads: none };
  // SAME: as many places as strides fit; the odd element goes to the end (UPPER) or the beginning (LOWER).
  const totals = kernel.map((k, axis) => {
    const input = extentAt(x, axis + 2);
    const stride = strides[axis] ?? 1;
    return Math.max(0, (Math.ceil(input / stride) - 1) * stride + (dilations[axis] ?? 1) * (k - 1) + 1 - input);
  });
  const smaller = totals.map((total) => Math.floor(total / 2));
  const larger = totals.map((total) => Math.ceil(total / 2));
  const pads = autoPad === 'SAME_LOWER' ? [...larger, ...smaller] : [...smaller, ...larger];
  return { kernel, strides, dilations, group, pads };
}

/** The attributes that say `geometry` in full. */
export function geometryAttributes(geometry: ConvGeometry): Attributes {
  return {
    dilations: ints(geometry.dilations),
    group: int(geometry.group),
    kernel_shape: ints(geometry.kernel),
    pads: ints(geometry.pads),
    strides: ints(geometry.strides),
  };
}

/** Pads at both ends. */
export function paddingOf({ pads, kernel }: ConvGeometry, axis: number): number {
  return (pads[axis] ?? 0) + (pads[axis + kernel.length] ?? 0);
}

/** Elements from the first to the last tap of the kernel. */
export function spreadOf({ dilations, kernel }: ConvGeometry, axis: number): number {
  return (dilations[axis] ?? 1) * ((kernel[axis] ?? 1) - 1) + 1;
}
