import { at } from '../at.ts';
import { int, ints, optional, string, type AttributeValues } from '../graph/attributes.ts';
import type { Attributes, Node } from '../graph/graph.ts';
import type { Shape } from '../tensor/tensor.ts';
import { extentAt, nodeError } from './operands.ts';

/** Attributes of a convolution with every default filled in; one entry a spatial axis (pads: begins, then ends). */
export interface ConvGeometry {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: readonly number[];
  readonly group: number;
}

/** What convolutions and pools have in common. */
export const WINDOW = {
  strides: optional('ints'),
  dilations: optional('ints'),
  pads: optional('ints'),
  auto_pad: string('NOTSET'),
};

export const CONVOLUTION = { ...WINDOW, group: int(1) };

/** Geometry of a Conv on an input of shape `x` with weights of shape `w`; resolves auto_pad. */
export function convGeometry(
  { node, attributes }: { readonly node: Node; readonly attributes: AttributeValues<typeof CONVOLUTION> },
  x: Shape,
  w: Shape,
): ConvGeometry {
  const kernel = w.slice(2);
  const { strides = kernel.map(() => 1), dilations = kernel.map(() => 1), group, auto_pad: autoPad } = attributes;
  const none = [...kernel, ...kernel].map(() => 0);
  const fits = [strides, dilations].every(({ length }) => length === kernel.length);
  if (!fits || (attributes.pads ?? none).length !== none.length || x.length !== w.length) {
    throw nodeError(node, 'graph/shape', `strides, dilations and pads must fit ${kernel.length} axes`);
  }
  if (autoPad === 'NOTSET') return { kernel, strides, dilations, group, pads: attributes.pads ?? none };
  if (autoPad === 'VALID') return { kernel, strides, dilations, group, pads: none };
  // SAME: as many places as strides fit; the odd element goes to the end (UPPER) or the beginning (LOWER).
  const totals = kernel.map((k, axis) => {
    const input = extentAt(x, axis + 2);
    const stride = at(strides, axis);
    return Math.max(0, (Math.ceil(input / stride) - 1) * stride + at(dilations, axis) * (k - 1) + 1 - input);
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
  return at(pads, axis) + at(pads, axis + kernel.length);
}

/** Elements from the first to the last tap of the kernel. */
export function spreadOf({ dilations, kernel }: ConvGeometry, axis: number): number {
  return at(dilations, axis) * (at(kernel, axis) - 1) + 1;
}
