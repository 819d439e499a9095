import { blockUntilReady, defaultDevice, init, jit, numpy as np, valueAndGrad } from '@jax-js/jax';
import { ONNXModel } from '@jax-js/onnx';
import * as ort from 'onnxruntime-web';
import { prepareModel } from './prepare-model.mjs';

const STARTER = '/repository/public/models/starter';
const REFERENCE = '/repository/test/fixtures/starter-reference';
const DATA = 'model.onnx_data';

/** One step of the starter pack at timestep 999, with the objective 1/2 sum r^2 and PyTorch's values of both outputs. */
async function readCase() {
  const index = JSON.parse(new TextDecoder().decode(await bytes(`${REFERENCE}.json`)));
  const floats = new Float32Array((await bytes(`${REFERENCE}.bin`)).buffer);
  const { inputs, gradient, timestep, coefficients } = index.gradient.find(({ name }) => name === 'squared');
  const tensor = (name, shape = index.tensors[name].shape) => {
    const { offset } = index.tensors[name];
    return { shape, data: floats.slice(offset, offset + shape.reduce((a, b) => a * b, 1)) };
  };
  return {
    sample: tensor(`${inputs}/sample`),
    previous: tensor(`${inputs}/previous`),
    timestep,
    hidden: tensor('hidden_states', [1, ...index.tensors.hidden_states.shape.slice(1)]),
    guidance: tensor('timestep_cond', [1, ...index.tensors.timestep_cond.shape.slice(1)]),
    coefficients,
    forward: tensor(`${inputs}/noise_pred`).data,
    gradient: tensor(gradient).data,
  };
}

/** Renoir's compiled graphs in onnxruntime-web, on one thread. */
async function openCompiled(item, weights, device) {
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = '/repository/node_modules/onnxruntime-web/dist/';
  const open = async (name) =>
    ort.InferenceSession.create(await bytes(`${STARTER}/compiled/${name}.onnx`), {
      executionProviders: [device],
      externalData: [{ path: DATA, data: weights }],
      logSeverityLevel: 3,
    });
  const float32 = ({ data, shape }) => new ort.Tensor('float32', data, shape);
  const scalar = (value) => new ort.Tensor('float32', [value], [1]);
  const plain = {
    sample: float32(item.sample),
    timestep: scalar(item.timestep),
    encoder_hidden_states: float32(item.hidden),
    timestep_cond: float32(item.guidance),
  };
  const scalars = Object.fromEntries(Object.entries(item.coefficients).map(([name, value]) => [name, scalar(value)]));
  const [forward, gradient] = [await open('forward'), await open('gradient')];
  return {
    forward: async () => (await forward.run(plain)).noise_pred.data,
    gradient: async () =>
      (await gradient.run({ ...plain, ...scalars, previous: float32(item.previous) })).gradient.data,
  };
}

/** The exported model in jax-js: `jit` around the model, and around `valueAndGrad` of the objective of it. */
async function openJax(item, weights, device) {
  if (!(await init(device)).includes(device)) throw new Error(`jax-js has no ${device} here`);
  defaultDevice(device);
  const model = new ONNXModel(prepareModel(await bytes(`${STARTER}/unet/model.onnx`), weights));
  const array = ({ data, shape }) => np.array(data, { shape });
  const [sample, previous, hidden, guidance] = [item.sample, item.previous, item.hidden, item.guidance].map(array);
  const timestep = np.array(item.timestep);
  const inputsOf = (z) => ({
    sample: z,
    timestep: timestep.ref,
    encoder_hidden_states: hidden.ref,
    timestep_cond: guidance.ref,
  });
  const predictNoise = (z) => model.run(inputsOf(z)).out_sample;
  const { drift, noise } = item.coefficients;
  const objective = (z) => {
    const residual = previous.ref.mul(drift).add(predictNoise(z.ref).mul(noise)).sub(z);
    return np.square(residual).sum().mul(0.5);
  };
  const forward = jit(predictNoise);
  const gradient = jit(valueAndGrad(objective));
  return {
    forward: async () => (await blockUntilReady(forward(sample.ref))).data(),
    gradient: async () => {
      const [value, derivative] = gradient(sample.ref);
      value.dispose();
      return derivative.data();
    },
  };
}

/**
 * Errors against PyTorch (max|a - b| / max|b|), first runs and medians of `rounds` runs in turn, in milliseconds; `ratio`
 * is the median, over the rounds, of a run's time over Renoir's for the same graph.
 */
export async function compare({ device, rounds }) {
  const item = await readCase();
  const weights = await bytes(`${STARTER}/unet/${DATA}`);
  const engines = {
    renoir: await openCompiled(item, weights, device),
    'jax-js': await openJax(item, weights, device),
  };
  const runs = ['forward', 'gradient'].flatMap((graph) =>
    Object.entries(engines).map(([engine, graphs]) => ({ graph, engine, run: graphs[graph], times: [] })),
  );
  for (const entry of runs) {
    const start = performance.now();
    entry.error = errorOf(await entry.run(), item[entry.graph]);
    entry.first = performance.now() - start;
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const { run, times } of runs) {
      const start = performance.now();
      await run();
      times.push(performance.now() - start);
    }
  }
  return runs.map(({ graph, engine, error, first, times }, index) => {
    const ratios = times.map((time, round) => time / runs[index - (index % 2)].times[round]);
    const row = { first, median: median(times), least: Math.min(...times), ratio: median(ratios) };
    const rounded = Object.entries(row).map(([name, value]) => [name, Number(value.toPrecision(3))]);
    return { graph, engine, error: error.toExponential(1), ...Object.fromEntries(rounded) };
  });
}

function errorOf(found, expected) {
  const most = (values) => values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  return most(expected.map((value, i) => value - found[i])) / most(expected);
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

async function bytes(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
