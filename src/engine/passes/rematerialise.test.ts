import { describe, expect, it } from 'vitest';
import { int, ints } from '../graph/attributes.ts';
import { printGraph } from '../graph/print.ts';
import { verifyGraph } from '../graph/verify.ts';
import { runGraph } from '../onnx/testing/run-graph.ts';
import { inferNode } from '../ops/infer-node.ts';
import { differentiate } from './differentiate.ts';
import { estimatePeakBytes } from '../analysis/estimate-peak.ts';
import { rematerialise } from './rematerialise.ts';
import { simplify } from './simplify.ts';
import { addNamed, builderWith, externalWeight } from './testing/graphs.ts';

/** F = sum(silu(x W1) W2 ...), its derivative by x, [64, 64] throughout. */
function siluChain(depth: number) {
  const builder = builderWith({ x: [64, 64] });
  let hidden = 'x';
  for (let layer = 0; layer < depth; layer++) {
    const h = builder.emit('MatMul', [hidden, externalWeight(builder, `w${layer}`, [64, 64])]);
    hidden = builder.emit('Mul', [h, builder.emit('Sigmoid', [h])]);
  }
  addNamed(builder, 'ReduceSum', [hidden, builder.ints([0, 1])], 'F');
  const graph = builder.build({ outputs: ['F'] });
  return simplify(differentiate(graph, { objective: 'F', wrt: [{ value: 'x', output: 'dx' }] }));
}

/** F = sum of layers of x + softmax(Q K^T / 3) V by four heads, its derivative by x, [1, 256, 32]. */
function selfAttention(depth: number) {
  const builder = builderWith({ x: [1, 256, 32] });
  const weight = (seed: number) =>
    builder.float(
      Array.from({ length: 32 * 32 }, (_, i) => Math.cos(i * seed) / 6),
      [32, 32],
    );
  let hidden = 'x';
  for (let layer = 1; layer <= depth; layer++) {
    const split = (value: string, perm: readonly number[]) =>
      builder.emit('Transpose', [builder.emit('Reshape', [value, builder.ints([1, 256, 4, 8])])], { perm: ints(perm) });
    const project = (seed: number) => builder.emit('MatMul', [hidden, weight(layer + seed)]);
    const queries = builder.emit('Mul', [split(project(0.1), [0, 2, 1, 3]), builder.float(1 / 3)]);
    const scores = builder.emit('MatMul', [queries, split(project(0.2), [0, 2, 3, 1])]);
    const probabilities = builder.emit('Softmax', [scores], { axis: int(-1) });
    const attended = builder.emit('MatMul', [probabilities, split(project(0.3), [0, 2, 1, 3])]);
    const joined = builder.emit('Transpose', [attended], { perm: ints([0, 2, 1, 3]) });
    hidden = builder.emit('Add', [hidden, builder.emit('Reshape', [joined, builder.ints([1, 256, 32])])]);
  }
  addNamed(builder, 'ReduceSum', [builder.emit('Mul', [hidden, hidden]), builder.ints([0, 1, 2])], 'F');
  const graph = builder.build({ outputs: ['F'] });
  return simplify(differentiate(graph, { objective: 'F', wrt: [{ value: 'x', output: 'dx' }] }));
}

describe('estimatePeakBytes', () => {
  it('counts what is alive at once, views once and weights never', () => {
    const builder = builderWith({ x: [256] });
    const y = builder.emit('Exp', [builder.emit('Reshape', ['x', builder.ints([16, 16])])]);
    const w = builder.emit('Exp', [externalWeight(builder, 'w', [16, 16])]);
    addNamed(builder, 'Add', [builder.emit('Neg', [y]), w], 'z');
    // x with y, then y with -y, then -y with z: never more than two of 1 KiB each.
    expect(estimatePeakBytes(builder.build({ outputs: ['z'] }))).toBe(2048);
  });
});

describe('rematerialise', () => {
  it('computes cheap activations again, behind a guard that keeps them there', () => {
    const graph = rematerialise(siluChain(2), ['F']);
    verifyGraph(graph, { infer: inferNode });
    expect(printGraph(graph)).toMatchInlineSnapshot(`
      "graph small (onnx 18)
        input %x: float32[64,64]
        %v_0: float32[64,64] = MatMul(%x, w0)
        %v_1: float32[64,64] = Sigmoid(%v_0)
        %v_2: float32[64,64] = Mul(%v_0, %v_1)
        %v_3: float32[64,64] = MatMul(%v_2, w1)
        %v_4: float32[64,64] = Sigmoid(%v_3)
        %v_5: float32[64,64] = Mul(%v_3, %v_4)
        %F: float32[1,1] = ReduceSum(%v_5, [0,1])
        %ct_5: float32[64,64] = Mul(%v_4, %v_4)
        %again_1: float32[4096] = Reshape(%ct_5, [4096])
        %again_3: float32[] = Gather(%again_1, 0:int64)
        %again_5: bool[] = Greater(%again_3, 0)
        %again_6: float32[64,64] = Where(%again_5, %v_3, %v_3)
        %again_7: float32[64,64] = Sigmoid(%again_6)
        %ct_6: float32[64,64] = Sub(%again_7, %ct_5)
        %ct_7: float32[64,64] = Mul(%v_3, %ct_6)
        %ct_8: float32[64,64] = Add(%again_7, %ct_7)
        %ct_9: float32[64,64] = Gemm(%ct_8, w1) {transB=1}
        %again_8: float32[4096] = Reshape(%ct_9, [4096])
        %again_9: float32[] = Gather(%again_8, 0:int64)
        %again_10: bool[] = Greater(%again_9, 0)
        %again_11: float32[64,64] = Where(%again_10, %v_0, %v_0)
        %again_12: float32[64,64] = Sigmoid(%again_11)
        %ct_10: float32[64,64] = Mul(%ct_9, %again_12)
        %ct_11: float32[64,64] = Mul(%ct_9, %v_0)
        %ct_12: float32[64,64] = Mul(%again_12, %again_12)
        %ct_13: float32[64,64] = Sub(%again_12, %ct_12)
        %ct_14: float32[64,64] = Mul(%ct_11, %ct_13)
        %ct_15: float32[64,64] = Add(%ct_10, %ct_14)
        %dx: float32[64,64] = Gemm(%ct_15, w0) {transB=1}
        output %F: float32[1,1]
        output %dx: float32[64,64]"
    `);
  });

  it('lowers the predicted peak of a deep chain by nearly half', () => {
    const plain = siluChain(12);
    const peak = estimatePeakBytes(rematerialise(plain, ['F']));
    expect(peak / estimatePeakBytes(plain)).toBeLessThan(0.65);
  });

  it('computes attention again from its queries and keys, and the same derivative comes out', async () => {
    const plain = selfAttention(3);
    const graph = rematerialise(plain, ['F']);
    verifyGraph(graph, { infer: inferNode });
    const count = (op: string) => graph.nodes.filter((node) => node.op === op).length;
    // Three in the forward part, three again.
    expect(count('Softmax')).toBe(6);
    // Without the probabilities of two of three layers.
    expect(estimatePeakBytes(plain) - estimatePeakBytes(graph)).toBeGreaterThanOrEqual(2 * 4 * 256 * 256 * 4);
    const numbers = Float32Array.from({ length: 256 * 32 }, (_, i) => Math.sin(1.7 * i));
    const feeds = { x: { dtype: 'float32', shape: [1, 256, 32], numbers } } as const;
    const [wanted, found] = [await runGraph(plain, feeds), await runGraph(graph, feeds)];
    expect(found['dx']?.numbers).toEqual(wanted['dx']?.numbers);
  });

  it('leaves a graph alone when nothing is to be gained', () => {
    const builder = builderWith({ x: [64, 64] });
    addNamed(builder, 'ReduceSum', ['x', builder.ints([0, 1])], 'F');
    const graph = builder.build({ outputs: ['F'] });
    expect(rematerialise(graph, ['F'])).toBe(graph);
  });
});
