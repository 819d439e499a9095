import { at } from '../at.ts';
import type { Graph, InlineConstant, Node } from '../graph/graph.ts';
import { attributesOf } from '../ops/define-op.ts';
import { OPS } from '../ops/ops.ts';
import { sliceRanges } from '../ops/slice-range.ts';

/** A part of one axis, without `end`. */
export interface AxisRange {
  readonly axis: number;
  readonly start: number;
  readonly end: number;
}

/** What a Slice of one axis in steps of 1 takes; undefined for any other. */
export function rangeOf(graph: Graph, node: Node): AxisRange | undefined {
  const shape = graph.types.get(node.inputs[0] ?? '')?.shape;
  if (node.op !== 'Slice' || node.domain !== '' || shape === undefined) return undefined;
  const constants = node.inputs.map((name): InlineConstant | undefined => {
    const constant = graph.constants.get(name);
    return constant?.kind === 'inline' ? constant : undefined;
  });
  const ranges = sliceRanges({ node, attributes: attributesOf(OPS.Slice, node) }, shape, constants);
  const cut = ranges.flatMap(({ count }, axis) => (count === shape[axis] ? [] : [axis]));
  const [axis] = cut;
  if (axis === undefined || cut.length > 1) return undefined;
  const { start, step, count } = at(ranges, axis);
  return step === 1 ? { axis, start, end: start + count } : undefined;
}
