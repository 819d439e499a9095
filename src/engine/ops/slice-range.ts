import { optional, type AttributeValues } from '../graph/attributes.ts';
import { numbersOf } from '../graph/constants.ts';
import type { InlineConstant, Node } from '../graph/graph.ts';
import type { Shape } from '../tensor/tensor.ts';
import { extentAt, hasInput, nodeError, normalizeAxis } from './operands.ts';

/** What a Slice takes along one axis: `count` elements from `start` on, every `step`. */
export interface SliceRange {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** Bounds are inputs since opset 10. */
export const SLICE = { starts: optional('ints'), ends: optional('ints'), axes: optional('ints') };

/** The ranges of a Slice by axis of its input. */
export function sliceRanges(
  { node, attributes }: { readonly node: Node; readonly attributes: AttributeValues<typeof SLICE> },
  shape: Shape,
  constants: readonly (InlineConstant | undefined)[],
): SliceRange[] {
  const numbers = (index: number, name: string): readonly number[] | undefined => {
    const constant = constants[index];
    if (constant !== undefined) return [...numbersOf(constant)];
    if (hasInput(node, index)) throw nodeError(node, 'graph/dynamic-shape', `${name} must be constant`);
    return undefined;
  };
  const starts = numbers(1, 'starts') ?? attributes.starts ?? [];
  const ends = numbers(2, 'ends') ?? attributes.ends ?? [];
  const axes = numbers(3, 'axes') ?? attributes.axes ?? starts.map((_, i) => i);
  const steps = numbers(4, 'steps') ?? starts.map(() => 1);
  const ranges: SliceRange[] = shape.map((extent) => ({ start: 0, step: 1, count: extent }));
  axes.forEach((given, i) => {
    const axis = normalizeAxis(node, given, shape.length);
    ranges[axis] = rangeOf(extentAt(shape, axis), extentAt(starts, i), extentAt(ends, i), extentAt(steps, i));
  });
  return ranges;
}

/** Python's rule: negative bounds count from the end, then bounds are clamped to what the direction can reach. */
function rangeOf(extent: number, from: number, to: number, step: number): SliceRange {
  const [lowest, highest] = step > 0 ? [0, extent] : [-1, extent - 1];
  const bound = (value: number): number => Math.min(Math.max(value < 0 ? value + extent : value, lowest), highest);
  const start = bound(from);
  return { start, step, count: Math.max(0, Math.ceil((bound(to) - start) / step)) };
}
