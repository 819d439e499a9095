import { describe, expect, it } from 'vitest';
import { int } from '../graph/attributes.ts';
import type { Graph } from '../graph/graph.ts';
import { decompose } from './decompose.ts';
import { fuseActivations } from './fuse-activations.ts';
import { fuseGeglu } from './fuse-geglu.ts';
import { expectSameOutputs, operatorsIn } from './testing/expect-same-outputs.ts';
import { builderWith } from './testing/graphs.ts';

interface Form {
  readonly half: number;
  readonly halves: 'Slice' | 'Split';
  readonly hasBias: boolean;
  /** The gate is the second half in the paper's reference code. */
  readonly gate?: 'first' | 'second';
}

/** A gated gelu of x, as exporters write it. */
function gegluGraph({ half, halves, hasBias, gate = 'second' }: Form): Graph {
  const builder = builderWith({ x: [2, 3, 2 * half] });
  const bias = builder.float(Array.from({ length: 2 * half }, (_, i) => Math.sin(i)));
  const sum = hasBias ? builder.emit('Add', [bias, 'x']) : builder.emit('Identity', ['x']);
  const slice = (from: number, to: number) =>
    builder.emit('Slice', [sum, builder.ints([from]), builder.ints([to]), builder.ints([-1])]);
  const parts =
    halves === 'Split'
      ? builder.emitMany('Split', [sum, builder.ints([half, half])], 2, { axis: int(-1) })
      : [slice(0, half), slice(half, 2 ** 31)];
  const [left = '', right = ''] = gate === 'second' ? parts : parts.toReversed();
  const error = builder.emit('Erf', [builder.emit('Div', [right, builder.float(Math.SQRT2)])]);
  const product = builder.emit('Mul', [right, builder.emit('Add', [error, builder.float(1)])]);
  const gelu = builder.emit('Mul', [product, builder.float(0.5)]);
  return builder.build({ outputs: [builder.emit('Mul', [left, gelu])] });
}

const fuse = (graph: Graph): Graph => fuseGeglu(fuseActivations(graph));

describe('fuseGeglu', () => {
  it.each([
    { half: 8, halves: 'Slice', hasBias: true, left: ['BiasSplitGelu'] },
    { half: 8, halves: 'Split', hasBias: true, left: ['BiasSplitGelu'] },
    { half: 4, halves: 'Split', hasBias: false, left: ['Identity', 'BiasSplitGelu'] },
  ] as const)('joins $half elements by $halves, with a bias: $hasBias', async ({ left, ...form }) => {
    const graph = gegluGraph(form);
    const fused = fuse(graph);
    expect(operatorsIn(fused)).toEqual(left);
    // The CPU has no kernel for it.
    await expectSameOutputs(decompose(fused), graph);
  });

  it('leaves halves that the kernel cannot read by fours, and a gate in the first half', () => {
    const base = { halves: 'Slice', hasBias: true } as const;
    for (const form of [
      { ...base, half: 6 },
      { ...base, half: 8, gate: 'first' as const },
    ]) {
      expect(operatorsIn(fuse(gegluGraph(form)))).toEqual(['Add', 'Slice', 'Slice', 'Gelu', 'Mul']);
    }
  });
});
