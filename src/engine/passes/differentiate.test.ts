import { describe, expect, it } from 'vitest';
import { printGraph } from '../graph/print.ts';
import { verifyGraph } from '../graph/verify.ts';
import { inferNode } from '../ops/infer-node.ts';
import { attachObjective } from './attach-objective.ts';
import { differentiate } from './differentiate.ts';
import { simplify } from './simplify.ts';
import { addNamed, attentionGraph, builderWith, externalWeight } from './testing/graphs.ts';

/** F = sum over all elements of (x + silu(x W)) */
function residualBlock() {
  const builder = builderWith({ x: [2, 3], unused: [1] });
  const h = builder.emit('MatMul', ['x', externalWeight(builder, 'w', [3, 3])]);
  const activated = builder.emit('Mul', [h, builder.emit('Sigmoid', [h])]);
  const y = builder.emit('Add', ['x', activated]);
  addNamed(builder, 'ReduceSum', [y, builder.ints([0, 1])], 'F');
  return builder.build({ outputs: ['F'] });
}

describe('differentiate', () => {
  it('pulls the objective back to the input and adds what branches contribute', () => {
    const request = { objective: 'F', wrt: [{ value: 'x', output: 'dx' }] };
    const graph = simplify(differentiate(residualBlock(), request));
    verifyGraph(graph, { infer: inferNode });
    expect(printGraph(graph)).toMatchInlineSnapshot(`
      "graph small (onnx 18)
        input %x: float32[2,3]
        input %unused: float32[1]
        %v_0: float32[2,3] = MatMul(%x, w)
        %v_1: float32[2,3] = Sigmoid(%v_0)
        %v_2: float32[2,3] = Mul(%v_0, %v_1)
        %v_3: float32[2,3] = Add(%x, %v_2)
        %F: float32[1,1] = ReduceSum(%v_3, [0,1])
        %ct_5: float32[2,3] = Mul(%v_1, %v_1)
        %ct_6: float32[2,3] = Sub(%v_1, %ct_5)
        %ct_7: float32[2,3] = Mul(%v_0, %ct_6)
        %ct_8: float32[2,3] = Add(%v_1, %ct_7)
        %ct_9: float32[2,3] = Gemm(%ct_8, w) {transB=1}
        %dx: float32[2,3] = Add(ct_0, %ct_9)
        output %F: float32[1,1]
        output %dx: float32[2,3]"
    `);
  });

  it('differentiates by the text as well as by the latent', () => {
    const graph = differentiate(attachObjective(attentionGraph()), {
      objective: 'objective',
      wrt: [
        { value: 'encoder_hidden_states', output: 'text_gradient' },
        { value: 'sample', output: 'gradient' },
      ],
    });
    verifyGraph(graph, { infer: inferNode });
    expect(graph.outputs.slice(-2)).toEqual([
      { name: 'text_gradient', type: { dtype: 'float32', shape: [1, 3, 4] } },
      { name: 'gradient', type: { dtype: 'float32', shape: [1, 4, 4, 4] } },
    ]);
  });

  it('visits only what lies between the input and the objective', () => {
    const graph = attachObjective(attentionGraph());
    const backwardNodes = (value: string) => {
      const derived = simplify(differentiate(graph, { objective: 'objective', wrt: [{ value, output: 'd' }] }));
      return derived.nodes.length - simplify(graph).nodes.length;
    };
    expect(backwardNodes('encoder_hidden_states')).toBeLessThan(backwardNodes('sample'));
  });

  it('stops at operators without slope and says so', () => {
    const builder = builderWith({ x: [2] });
    addNamed(builder, 'ReduceSum', [builder.emit('Floor', ['x']), builder.ints([0])], 'F');
    const graph = builder.build({ outputs: ['F'] });
    const request = { objective: 'F', wrt: [{ value: 'x', output: 'dx' }] };
    expect(() => differentiate(graph, request)).toThrow('the objective F does not depend on x');
  });

  it('wants an objective of one element', () => {
    const builder = builderWith({ x: [2] });
    addNamed(builder, 'Neg', ['x'], 'y');
    const request = { objective: 'y', wrt: [{ value: 'x', output: 'dx' }] };
    expect(() => differentiate(builder.build({ outputs: ['y'] }), request)).toThrow('y has more than one element');
  });
});
