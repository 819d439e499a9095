import { describe, expect, it } from 'vitest';
import { int } from '../graph/attributes.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { TensorType } from '../graph/graph.ts';
import { printGraph } from '../graph/print.ts';
import { verifyGraph } from '../graph/verify.ts';
import { inferNode } from '../ops/infer-node.ts';
import { DATA_TYPES } from '../tensor/data-type.ts';
import { addedInputsOf } from '../analysis/denoiser-inputs.ts';
import { normalizeInputs } from './normalize-inputs.ts';
import { runGraph } from '../onnx/testing/run-graph.ts';
import { addNamed, builderWith, emptyGraph, externalWeight } from './testing/graphs.ts';

function denoiser(timestep: TensorType, sample: TensorType = { dtype: 'float32', shape: [2, 4] }) {
  const builder = new GraphBuilder(emptyGraph(), inferNode);
  builder.addInput('sample', sample);
  builder.addInput('timestep', timestep);
  builder.addInput('encoder_hidden_states', sample);
  const sum = builder.emit('Add', ['sample', 'encoder_hidden_states']);
  const scale = builder.emit('Cast', ['timestep'], { to: int(DATA_TYPES[sample.dtype].onnxCode) });
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

  it('turns text that the file has as [batch, width, tokens]', async () => {
    const builder = builderWith({ sample: [1, 4, 3, 1], timestep: [1], encoder_hidden_states: [1, 4, 3] });
    const text = builder.emit('Reshape', ['encoder_hidden_states', builder.ints([1, 4, 3, 1])]);
    const sum = builder.emit('Add', ['sample', text]);
    addNamed(builder, 'Mul', [sum, 'timestep'], 'out_sample');
    const file = builder.build({ outputs: ['out_sample'] });
    const graph = normalizeInputs(file, { tokens: 3 });
    verifyGraph(graph, { infer: inferNode });
    const shapeOf = (name: string) => graph.inputs.find((input) => input.name === name)?.type.shape;
    expect(shapeOf('encoder_hidden_states')).toEqual([1, 3, 4]);
    expect(normalizeInputs(file, { tokens: 4 }).inputs.at(-1)?.type.shape).toEqual([1, 4, 3]);
    const numbers = (length: number) => Array.from({ length }, (_, i) => i);
    const feed = (shape: readonly number[]) => ({ dtype: 'float32' as const, shape, numbers: numbers(12) });
    const { noise_pred: noise } = await runGraph(graph, {
      sample: feed([1, 4, 3, 1]),
      timestep: { dtype: 'float32', shape: [1], numbers: [1] },
      encoder_hidden_states: feed([1, 3, 4]),
    });
    // Channel c of place p: 3 c + p of the sample, 4 p + c of the text.
    expect(Array.from(noise?.numbers ?? [])).toEqual(numbers(12).map((i) => i + 4 * (i % 3) + Math.floor(i / 3)));
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

  it('computes in float32 what the file computes in float64', () => {
    const graph = normalizeInputs(denoiser({ dtype: 'float64', shape: [] }, { dtype: 'float64', shape: [2, 4] }));
    verifyGraph(graph, { infer: inferNode });
    expect([...graph.types.values()].filter(({ dtype }) => dtype === 'float64')).toEqual([]);
  });

  it('keeps further inputs under one name for every file', () => {
    const graph = normalizeInputs(
      withInputs({
        pooled_prompt_embeds: [2, 3],
        'added_cond_kwargs.time_ids': [2, 6],
        noise_level: [2],
        mask: [2, 1],
      }),
    );
    expect(graph.inputs.map(({ name }) => name)).toEqual([
      'sample',
      'timestep',
      'encoder_hidden_states',
      'text_embeds',
      'time_ids',
      'class_labels',
      'mask',
    ]);
    expect(addedInputsOf(graph)).toEqual({ text_embeds: [2, 3], time_ids: [2, 6], class_labels: [2], mask: [2, 1] });
  });

  it('names two inputs that claim one part', () => {
    expect(() => normalizeInputs(withInputs({ latents: [2, 4] }))).toThrow(
      "the denoiser's inputs sample and latents are both its sample",
    );
  });

  it('gives a picture beside the latent an input of its own', () => {
    const graph = normalizeInputs(predictor({ sample: 7, noise: 4 }));
    verifyGraph(graph, { infer: inferNode });
    expect(graph.inputs.map(({ name, type }) => [name, type.shape])).toEqual([
      ['sample', [1, 4, 2, 2]],
      ['image_condition', [1, 3, 2, 2]],
      ['timestep', [1]],
      ['encoder_hidden_states', [1, 3, 2]],
    ]);
    expect(graph.nodes[0]).toMatchObject({ op: 'Concat', inputs: ['sample', 'image_condition'] });
  });

  it('leaves learned variances out', () => {
    const graph = normalizeInputs(predictor({ sample: 3, noise: 6 }));
    verifyGraph(graph, { infer: inferNode });
    expect(graph.outputs).toEqual([{ name: 'noise_pred', type: { dtype: 'float32', shape: [1, 3, 2, 2] } }]);
    expect(() => normalizeInputs(predictor({ sample: 3, noise: 5 }))).toThrow(
      'predicts [1, 5, 2, 2] for a sample of [1, 3, 2, 2]',
    );
  });
});

function withInputs(shapes: Readonly<Record<string, readonly number[]>>) {
  const graph = denoiser({ dtype: 'int64', shape: [] });
  const added = Object.entries(shapes).map(([name, shape]) => ({ name, type: { dtype: 'float32', shape } as const }));
  const types = new Map([...graph.types, ...added.map(({ name, type }) => [name, type] as const)]);
  return { ...graph, inputs: [...graph.inputs, ...added], types };
}

/** A convolution from `sample` channels to `noise` channels. */
function predictor(channels: { readonly sample: number; readonly noise: number }) {
  const builder = builderWith({
    sample: [1, channels.sample, 2, 2],
    timestep: [1],
    encoder_hidden_states: [1, 3, 2],
  });
  const weight = externalWeight(builder, 'weight', [channels.noise, channels.sample, 1, 1]);
  addNamed(builder, 'Conv', ['sample', weight], 'out_sample');
  return builder.build({ outputs: ['out_sample'] });
}
