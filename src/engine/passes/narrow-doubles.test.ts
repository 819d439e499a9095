import { expect, it } from 'vitest';
import { int } from '../graph/attributes.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { printGraph } from '../graph/print.ts';
import { verifyGraph } from '../graph/verify.ts';
import { runGraph } from '../onnx/testing/run-graph.ts';
import { inferNode } from '../ops/infer-node.ts';
import { narrowDoubles } from './narrow-doubles.ts';
import { addNamed, emptyGraph, externalWeight } from './testing/graphs.ts';

function doubleChain() {
  const builder = new GraphBuilder(emptyGraph(), inferNode);
  builder.addInput('x', { dtype: 'float32', shape: [3] });
  const wide = builder.emit('Cast', ['x'], { to: int(11) });
  const scaled = builder.emit('Mul', [wide, builder.float([0.1, 0.2, 0.3], [3], 'float64')]);
  const narrow = builder.emit('Cast', [builder.emit('Exp', [scaled])], { to: int(1) });
  addNamed(builder, 'Neg', [narrow], 'y');
  return builder;
}

it('computes a double-precision chain in single precision', async () => {
  const graph = doubleChain().build({ outputs: ['y'] });
  const narrow = narrowDoubles(graph);
  verifyGraph(narrow, { infer: inferNode });
  expect(printGraph(narrow)).toMatchInlineSnapshot(`
    "graph small (onnx 18)
      input %x: float32[3]
      %v_0: float32[3] = Cast(%x) {to=1}
      %v_2: float32[3] = Mul(%v_0, [0.1,0.2,0.3])
      %v_3: float32[3] = Exp(%v_2)
      %v_4: float32[3] = Cast(%v_3) {to=1}
      %y: float32[3] = Neg(%v_4)
      output %y: float32[3]"
  `);
  const feeds = { x: { dtype: 'float32', shape: [3], numbers: [1, -2, 3] } } as const;
  const { y: wanted } = await runGraph(graph, feeds);
  const { y: found } = await runGraph(narrow, feeds);
  Array.from(wanted?.numbers ?? []).forEach((number, i) => expect(found?.numbers[i]).toBeCloseTo(number, 6));
});

it('casts double-precision weights that lie in a file', () => {
  const builder = doubleChain();
  const weight = externalWeight(builder, 'weight', [3], 'float64');
  const wide = builder.emit('Cast', ['x'], { to: int(11) });
  addNamed(builder, 'Mul', [wide, weight], 'z');
  const graph = narrowDoubles(builder.build({ outputs: ['z'] }));
  verifyGraph(graph, { infer: inferNode });
  expect(graph.types.get('z')?.dtype).toBe('float32');
  expect(graph.constants.get('weight')?.type.dtype).toBe('float64');
});

it('leaves other graphs as they are', () => {
  const builder = new GraphBuilder(emptyGraph(), inferNode);
  builder.addInput('x', { dtype: 'float16', shape: [3] });
  addNamed(builder, 'Neg', ['x'], 'y');
  const graph = builder.build({ outputs: ['y'] });
  expect(narrowDoubles(graph)).toBe(graph);
});
