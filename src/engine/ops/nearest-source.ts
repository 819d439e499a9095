import { string, type AttributeValues } from '../graph/attributes.ts';
import type { Node } from '../graph/graph.ts';
import { nodeError } from './operands.ts';

const COORDINATES: Readonly<Record<string, (i: number, from: number, to: number) => number>> = {
  asymmetric: (i, from, to) => (i * from) / to,
  half_pixel: (i, from, to) => ((i + 0.5) * from) / to - 0.5,
  pytorch_half_pixel: (i, from, to) => (to > 1 ? ((i + 0.5) * from) / to - 0.5 : 0),
  align_corners: (i, from, to) => (to > 1 ? (i * (from - 1)) / (to - 1) : 0),
};

const ROUNDINGS: Readonly<Record<string, (x: number) => number>> = {
  floor: Math.floor,
  ceil: Math.ceil,
  round_prefer_floor: (x) => Math.ceil(x - 0.5),
  round_prefer_ceil: (x) => Math.floor(x + 0.5),
};

export const NEAREST = {
  coordinate_transformation_mode: string('half_pixel'),
  nearest_mode: string('round_prefer_floor'),
};

/**
 * Which input element a nearest Resize copies to output element `i` along an axis that goes from `from` to `to` elements.
 */
export function nearestSource(
  { node, attributes }: { readonly node: Node; readonly attributes: AttributeValues<typeof NEAREST> },
  i: number,
  from: number,
  to: number,
): number {
  const { coordinate_transformation_mode: mode, nearest_mode: rounding } = attributes;
  const coordinate = COORDINATES[mode];
  const round = ROUNDINGS[rounding];
  if (coordinate === undefined || round === undefined) {
    throw nodeError(node, 'graph/unsupported-form', `Resize with ${mode} and ${rounding} is not known`);
  }
  return Math.min(Math.max(round(coordinate(i, from, to)), 0), from - 1);
}
