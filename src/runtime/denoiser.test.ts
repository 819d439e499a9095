import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { int } from '../engine/graph/attributes.ts';
import { GraphBuilder } from '../engine/graph/builder.ts';
import { writeModel } from '../engine/onnx/write-model.ts';
import { inferNode } from '../engine/ops/infer-node.ts';
import { addNamed, emptyGraph } from '../engine/passes/testing/graphs.ts';
import type { Conditioning, ControlledRows } from '../engine/ports.ts';
import { tensor } from '../engine/tensor/tensor.ts';
import { createDenoiser } from './denoiser.ts';
import { createTaskQueue } from './task-queue.ts';
import { openSession } from './session.ts';

/** noise_pred and attention_maps are text_embeds beside the sample, so that rows can be told apart. */
function controlledGraph(): Uint8Array {
  const builder = new GraphBuilder(emptyGraph(), inferNode);
  const inputs = {
    sample: [2, 1, 1, 1],
    timestep: [1],
    encoder_hidden_states: [2, 2, 1],
    text_embeds: [2, 1, 1, 2],
    word_map: [2, 2],
    word_alpha: [2],
    equalizer: [2],
    cross_gate: [2],
    self_gate: [1],
  };
  for (const [name, shape] of Object.entries(inputs)) builder.addInput(name, { dtype: 'float32', shape });
  const both = builder.emit('Concat', ['sample', 'text_embeds'], { axis: int(3) });
  addNamed(builder, 'Identity', [both], 'noise_pred');
  addNamed(builder, 'Neg', [both], 'attention_maps');
  return writeModel(builder.build({ outputs: ['noise_pred', 'attention_maps'] }));
}

const SHAPES = {
  latent: [1, 1, 1],
  tokens: 2,
  timestepCond: null,
  added: { text_embeds: [1, 1, 1, 2] },
  sourceValues: {},
  mapSize: [1, 1] as const,
  attention: [],
};

const CONTROL = {
  wordMap: tensor([2, 2], new Float32Array(4)),
  wordAlpha: tensor([2], new Float32Array(2)),
  equalizer: tensor([2], new Float32Array(2)),
  crossGate: tensor([2], new Float32Array(2)),
  selfGate: 0,
};

function openDenoiser() {
  const host = {
    ort: { InferenceSession, Tensor },
    sessionOptions: { intraOpNumThreads: 1 },
    nowSeconds: () => 0,
  };
  return createDenoiser(SHAPES, () =>
    openSession(host, createTaskQueue(), 'controlled.onnx', { model: controlledGraph(), externalData: [] }),
  );
}

function row(embedding: readonly number[]) {
  const hiddenStates = tensor([1, 2, 1], new Float32Array(2));
  return { hiddenStates, guidance: 1, added: { text_embeds: tensor([1, 1, 1, 2], Float32Array.from(embedding)) } };
}

function rowsOf(source: Conditioning, target: Conditioning): ControlledRows {
  const latent = tensor([1, 1, 1, 1], Float32Array.of(1));
  return {
    source: { latent, conditioning: source, trajectory: [latent] },
    target: { latent: tensor([1, 1, 1, 1], Float32Array.of(2)), conditioning: target },
  };
}

it('feeds the further inputs of both rows by name', async () => {
  const { noise, rows } = await openDenoiser().controlled(rowsOf(row([3, 4]), row([5, 6])), 1, CONTROL);
  expect(rows).toBe(2);
  expect(noise).toEqual(tensor([2, 1, 1, 3], Float32Array.of(1, 3, 4, 2, 5, 6)));
});

it('says which further input is missing', async () => {
  const { hiddenStates } = row([0, 0]);
  const plain = { hiddenStates, guidance: 1 };
  await expect(openDenoiser().controlled(rowsOf(plain, plain), 1, CONTROL)).rejects.toThrow(
    'the model takes an input text_embeds of shape [1, 1, 1, 2]; the conditioning has none',
  );
});
