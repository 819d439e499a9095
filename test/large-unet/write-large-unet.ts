import { ints } from '../../src/engine/graph/attributes.ts';
import { GraphBuilder } from '../../src/engine/graph/builder.ts';
import type { ValueName } from '../../src/engine/graph/graph.ts';
import { writeModel } from '../../src/engine/onnx/write-model.ts';
import { inferNode } from '../../src/engine/ops/infer-node.ts';

const [WIDTH, HEADS, SIZE, TOKENS, BLOCKS] = [1280, 20, 16, 77, 33] as const;
const PLACES = SIZE * SIZE;
/** Exporters write the module path into every name; the writer keeps names of 64 bytes and more as pieces of their own. */
const NAME_PREFIX = '/up_blocks.3/attentions.2/transformer_blocks.0/attn2/to_out.0/value';
const LOCATION = 'model.onnx_data';

/** Parameters of the model that `writeLargeUnet` writes: as many as Stable Diffusion's UNet has, 866 M; the last is the scale of attention. */
export const LARGE_UNET_PARAMETERS = BLOCKS * 16 * WIDTH ** 2 + 2 * 4 * WIDTH + 1;

/**
 * A denoiser of transformer blocks (self-attention, cross-attention, feed-forward, with residuals) as large as Stable Diffusion's UNet,
 * in float32. Its weights are named and not written: the compiler never reads them. Latent [1, 4, 16, 16], text [1, 77, 1280].
 */
export function writeLargeUnet(): Uint8Array {
  const builder = new GraphBuilder(
    { name: 'large', opsets: { '': 17 }, inputs: [], outputs: [], constants: new Map(), nodes: [], types: new Map() },
    inferNode,
    { prefix: NAME_PREFIX, nodes: 'keep' },
  );
  let offset = 0;
  const weight = (name: string, rows: number, columns: number): ValueName => {
    const length = 4 * rows * columns;
    const type = { dtype: 'float32', shape: [rows, columns] } as const;
    const value = builder.addConstant({ kind: 'external', type, location: LOCATION, offset, length }, name);
    offset += length;
    return value;
  };
  builder.addInput('sample', { dtype: 'float32', shape: [1, 4, SIZE, SIZE] });
  builder.addInput('timestep', { dtype: 'float32', shape: [1] });
  builder.addInput('encoder_hidden_states', { dtype: 'float32', shape: [1, TOKENS, WIDTH] });

  const byHead = (x: ValueName, count: number, perm: readonly number[]): ValueName =>
    builder.emit('Transpose', [builder.emit('Reshape', [x, builder.ints([1, count, HEADS, WIDTH / HEADS])])], {
      perm: ints(perm),
    });
  const attend = (name: string, x: ValueName, context: ValueName, keys: number): ValueName => {
    const project = (value: ValueName, part: string) =>
      builder.emit('MatMul', [value, weight(`${name}.${part}`, WIDTH, WIDTH)]);
    const q = byHead(project(x, 'to_q'), PLACES, [0, 2, 1, 3]);
    const k = byHead(project(context, 'to_k'), keys, [0, 2, 3, 1]);
    const v = byHead(project(context, 'to_v'), keys, [0, 2, 1, 3]);
    const scaled = builder.emit('Mul', [builder.emit('MatMul', [q, k]), builder.float((WIDTH / HEADS) ** -0.5)]);
    const joined = byHeadBack(builder.emit('MatMul', [builder.emit('Softmax', [scaled]), v]));
    return builder.emit('Add', [x, project(joined, 'to_out')]);
  };
  const byHeadBack = (x: ValueName): ValueName =>
    builder.emit('Reshape', [
      builder.emit('Transpose', [x], { perm: ints([0, 2, 1, 3]) }),
      builder.ints([1, PLACES, WIDTH]),
    ]);
  const feedForward = (name: string, x: ValueName): ValueName => {
    const wide = builder.emit('MatMul', [x, weight(`${name}.in`, WIDTH, 4 * WIDTH)]);
    const active = builder.emit('Mul', [wide, builder.emit('Sigmoid', [wide])]);
    return builder.emit('Add', [x, builder.emit('MatMul', [active, weight(`${name}.out`, 4 * WIDTH, WIDTH)])]);
  };

  const flat = builder.emit('Reshape', ['sample', builder.ints([1, 4, PLACES])]);
  const rows = builder.emit('Transpose', [flat], { perm: ints([0, 2, 1]) });
  let hidden = builder.emit('MatMul', [rows, weight('conv_in', 4, WIDTH)]);
  hidden = builder.emit('Add', [hidden, 'timestep']);
  for (let block = 0; block < BLOCKS; block++) {
    const name = `blocks.${block}`;
    hidden = attend(`${name}.attn1`, hidden, hidden, PLACES);
    hidden = attend(`${name}.attn2`, hidden, 'encoder_hidden_states', TOKENS);
    hidden = feedForward(`${name}.ff`, hidden);
  }
  const narrow = builder.emit('MatMul', [hidden, weight('conv_out', WIDTH, 4)]);
  const planes = builder.emit('Transpose', [narrow], { perm: ints([0, 2, 1]) });
  const noise = builder.emit('Reshape', [planes, builder.ints([1, 4, SIZE, SIZE])]);
  return writeModel(builder.build({ outputs: [noise] }));
}
