import { describe, expect, it } from 'vitest';
import { int, ints } from '../graph/attributes.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { Graph, ValueName } from '../graph/graph.ts';
import { printGraph } from '../graph/print.ts';
import { verifyGraph } from '../graph/verify.ts';
import { runGraph } from '../onnx/testing/run-graph.ts';
import { inferNode } from '../ops/infer-node.ts';
import { seededRandom } from '../ops/testing/seeded-random.ts';
import type { DataType } from '../tensor/tensor.ts';
import { fuseLayerNormalization } from './fuse-layer-normalization.ts';
import { emptyGraph } from './testing/graphs.ts';

const WIDTH = 16;
const EPSILON = 1e-5;

interface Form {
  readonly opset?: number;
  readonly dtype?: DataType;
  readonly square?: 'Pow' | 'Mul';
  readonly hasAffine?: boolean;
  readonly axis?: number;
}

/** As PyTorch's exporters write `nn.LayerNorm` where the operator set has none. */
function writtenOut({ opset = 14, dtype = 'float32', square = 'Pow', hasAffine = true, axis = -1 }: Form): Graph {
  const builder = new GraphBuilder(emptyGraph(opset), inferNode);
  const shape = [2, 3, WIDTH];
  builder.addInput('x', { dtype, shape });
  const mean = (value: ValueName): ValueName =>
    opset < 18
      ? builder.emit('ReduceMean', [value], { axes: ints([axis]), keepdims: int(1) })
      : builder.emit('ReduceMean', [value, builder.ints([axis])], { keepdims: int(1) });
  const parameter = (offset: number): ValueName =>
    builder.float(
      Array.from({ length: WIDTH }, (_, i) => offset + i / 50),
      [WIDTH],
      dtype,
    );
  const difference = builder.emit('Sub', ['x', mean('x')]);
  const power = square === 'Pow' ? builder.float(2, [], dtype) : difference;
  const variance = mean(builder.emit(square, [difference, power]));
  const deviation = builder.emit('Sqrt', [builder.emit('Add', [variance, builder.float(EPSILON, [], dtype)])]);
  let y = builder.emit('Div', [difference, deviation]);
  if (hasAffine) {
    y = builder.emit('Mul', [y, parameter(0.5)]);
    y = builder.emit('Add', [parameter(-0.2), y]);
  }
  return builder.build({ outputs: [y] });
}

function fuse(graph: Graph): Graph {
  const fused = fuseLayerNormalization(graph);
  verifyGraph(fused, { infer: inferNode });
  return fused;
}

/** Draws around a mean of 20 times `size`. */
function draw(size: number): number[] {
  const random = seededRandom(11);
  return Array.from({ length: 2 * 3 * WIDTH }, () => size * (20 + 2 * random() - 1));
}

/** In float64. */
function expected(x: readonly number[], hasAffine: boolean): number[] {
  return x.map((value, i) => {
    const row = x.slice(i - (i % WIDTH), i - (i % WIDTH) + WIDTH);
    const mean = row.reduce((sum, element) => sum + element, 0) / WIDTH;
    const variance = row.reduce((sum, element) => sum + (element - mean) ** 2, 0) / WIDTH;
    const y = (value - mean) / Math.sqrt(variance + EPSILON);
    return hasAffine ? y * (0.5 + (i % WIDTH) / 50) - 0.2 + (i % WIDTH) / 50 : y;
  });
}

async function outputOf(graph: Graph, numbers: readonly number[]): Promise<readonly number[]> {
  const [input] = graph.inputs;
  const [output] = graph.outputs;
  const dtype = input?.type.dtype ?? 'float32';
  const results = await runGraph(graph, { x: { dtype, shape: [2, 3, WIDTH], numbers } });
  return Array.from(results[output?.name ?? '']?.numbers ?? []);
}

const worst = (found: readonly number[], wanted: readonly number[]): number =>
  Math.max(...wanted.map((value, i) => Math.abs(value - (found[i] ?? NaN))));

describe('fuseLayerNormalization', () => {
  it.each<Form>([{}, { opset: 17, square: 'Mul' }, { opset: 18, axis: 2 }, { hasAffine: false }])(
    'computes the same of %j',
    async (form) => {
      const fused = fuse(writtenOut(form));
      expect(fused.nodes.map(({ op }) => op)).toEqual(['LayerNormalization']);
      expect(fused.opsets['']).toBe(Math.max(17, form.opset ?? 14));
      const numbers = draw(1);
      expect(worst(await outputOf(fused, numbers), expected(numbers, form.hasAffine ?? true))).toBeLessThan(1e-4);
    },
  );

  it('is right in float16 where the squares overflow', async () => {
    // Deviations of about 600: their squares pass 65504, the largest number of float16.
    const numbers = draw(1000).map((value) => Math.round(value / 16) * 16);
    const wanted = expected(numbers, true);
    const graph = writtenOut({ dtype: 'float16' });
    expect(worst(await outputOf(fuse(graph), numbers), wanted)).toBeLessThan(3e-3);
    // The CPU provider counts the chain in float32; a processor with float16 arithmetic meets these squares.
    const square = graph.nodes.find(({ op }) => op === 'Pow')?.outputs[0] ?? '';
    const squares = {
      ...graph,
      outputs: [{ name: square, type: { dtype: 'float16' as const, shape: [2, 3, WIDTH] } }],
    };
    expect(await outputOf(squares, numbers)).toContain(Infinity);
  });

  it('prints as one node', () => {
    expect(printGraph(fuse(writtenOut({})))).toMatchInlineSnapshot(`
      "graph small (onnx 17)
        input %x: float32[2,3,16]
        %v_12: float32[2,3,16] = LayerNormalization(%x, v_9, v_11) {axis=2, epsilon=0.00001}
        output %v_12: float32[2,3,16]"
    `);
  });

  it('leaves what normalises over other axes', () => {
    const graph = writtenOut({ axis: 1, hasAffine: false });
    expect(fuseLayerNormalization(graph)).toBe(graph);
  });
});
