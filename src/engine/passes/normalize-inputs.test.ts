import { describe, expect, it } from 'vitest';
import { int } from '../graph/attributes.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { TensorType } from '../graph/graph.ts';
import { printGraph } from '../graph/print.ts';
import { verifyGraph } from '../graph/verify.ts';
import { inferNode } from '../ops/infer-node.ts';
import { normalizeInputs } from './normalize-inputs.ts';
import { addNamed, emptyGraph } from './testing/graphs.ts';

function denoiser(timestep: TensorType, sample: TensorType = { dtype: 'float32', shape: [2, 4] }) {
  const builder = new GraphBuilder(emptyGraph(), inferNode);
  builder.addInput('sample', sample);
  builder.addInput('timestep', timestep);
  builder.addInput('encoder_hidden_states', sample);
  const sum = builder.emit('Add', ['sample', 'encoder_hidden_states']);
  const scale = builder.emit('Cast', ['timestep'], { to: int(sample.dtype === 'float16' ? 10 : 1) });
  const column = builder.emit('Reshape', [scale, builder.ints([-1, 1])]);
  addNamed(builder, 'Mul', [sum, column], 'out_sample');
  return builder.build({ outputs: ['out_sample'] });
}

describe('normalizeInputs', () => {
  it('casts a scalar integer timestep in the graph and names the output', () => {
    const graph = normalizeInputs(denoiser({ dtype: 'int64', shape: [] }));
    verifyGraph(graph, { infer: inferNode });
    expect(printGraph(graph)).toMatchInlineSnapshot(`
      "graph small (onnx 18)
        input %sample: float32[2,4]
        input %timestep: float32[1]
        input %encoder_hidden_states: float32[2,4]
        %border_1: float32[] = Reshape(%timestep, [])
        %border_2: int64[] = Cast(%border_1) {to=7}
        %v_0: float32[2,4] = Add(%sample, %encoder_hidden_states)
        %v_1: float32[] = Cast(%border_2) {to=1}
        %v_3: float32[1,1] = Reshape(%v_1, [-1,1])
        %noise_pred: float32[2,4] = Mul(%v_0, %v_3)
        output %noise_pred: float32[2,4]"
    `);
  });

  it('repeats the timestep where the file wants one for each row', () => {
    const graph = normalizeInputs(denoiser({ dtype: 'float32', shape: [2] }));
    verifyGraph(graph, { infer: inferNode });
    expect(graph.nodes[0]?.op).toBe('Expand');
  });

  it('puts casts at the borders of a half-precision model', () => {
    const graph = normalizeInputs(denoiser({ dtype: 'float16', shape: [1] }, { dtype: 'float16', shape: [2, 4] }));
    verifyGraph(graph, { infer: inferNode });
    expect(graph.inputs.map(({ type }) => type.dtype)).toEqual(['float32', 'float32', 'float32']);
    expect(graph.outputs).toEqual([{ name: 'noise_pred', type: { dtype: 'float32', shape: [2, 4] } }]);
  });

  it('names an input that it does not know', () => {
    const graph = denoiser({ dtype: 'int64', shape: [] });
    const other = {
      ...graph,
      inputs: [...graph.inputs, { name: 'time_ids', type: { dtype: 'float32', shape: [1] } as const }],
    };
    expect(() => normalizeInputs(other)).toThrow('input time_ids that Renoir does not know');
  });
});
