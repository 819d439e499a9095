import { describe, expect, it } from 'vitest';
import type { Graph } from '../graph/graph.ts';
import { joinSlices } from './join-slices.ts';
import { expectSameOutputs, operatorsIn } from './testing/expect-same-outputs.ts';
import { builderWith } from './testing/graphs.ts';

type Range = readonly [start: number, end: number, axis: number, step?: number];

/** Slices of x [4, 6], each of which is squared. */
function slicesGraph(ranges: readonly Range[]): Graph {
  const builder = builderWith({ x: [4, 6] });
  const outputs = ranges.map(([start, end, axis, step = 1]) => {
    const places = [start, end, axis, step].map((place) => builder.ints([place]));
    const part = builder.emit('Slice', ['x', ...places]);
    return builder.emit('Mul', [part, part]);
  });
  return builder.build({ outputs });
}

describe('joinSlices', () => {
  it.each([
    {
      ranges: [
        [0, 2, 0],
        [2, 4, 0],
      ],
      left: ['Split', 'Mul', 'Mul'],
    },
    {
      ranges: [
        [3, 2 ** 31, -1],
        [0, 1, 1],
        [1, -3, 1],
      ],
      left: ['Split', 'Mul', 'Mul', 'Mul'],
    },
    {
      ranges: [
        [0, 2, 0],
        [2, 4, 0],
        [0, 3, 1],
        [3, 6, 1],
      ],
      left: ['Split', 'Mul', 'Mul', 'Split', 'Mul', 'Mul'],
    },
  ] satisfies { ranges: Range[]; left: string[] }[])('joins $ranges', async ({ ranges, left }) => {
    const graph = slicesGraph(ranges);
    const joined = joinSlices(graph);
    expect(operatorsIn(joined)).toEqual(left);
    await expectSameOutputs(joined, graph);
  });

  it.each([
    {
      ranges: [
        [0, 2, 0],
        [3, 4, 0],
      ],
    },
    {
      ranges: [
        [0, 3, 0],
        [2, 4, 0],
      ],
    },
    {
      ranges: [
        [0, 4, 0, 2],
        [1, 4, 0, 2],
      ],
    },
    { ranges: [[5, -7, 1, -1]] },
  ] satisfies { ranges: Range[] }[])('leaves $ranges, which do not cut it in parts', ({ ranges }) => {
    const graph = slicesGraph(ranges);
    expect(operatorsIn(joinSlices(graph))).toEqual(operatorsIn(graph));
  });
});
