import { int } from '../graph/attributes.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { Graph, TensorType, ValueName } from '../graph/graph.ts';
import { GraphError } from '../graph/graph-error.ts';
import { inferNode } from '../ops/infer-node.ts';
import { sameShape } from '../tensor/broadcast.ts';
import { DATA_TYPES } from '../tensor/data-type.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { renameValues } from './rename-values.ts';
import { createSubstitution } from './substitute-values.ts';

/** The denoiser's inputs, with the other names that exporters and model authors give them. */
const INPUT_ALIASES = {
  sample: ['sample', 'latent_model_input', 'latents', 'latent'],
  timestep: ['timestep', 'timesteps', 't'],
  encoder_hidden_states: ['encoder_hidden_states', 'text_embeddings', 'context'],
  timestep_cond: ['timestep_cond', 'w_embedding'],
} as const;

export type DenoiserInput = keyof typeof INPUT_ALIASES;

export const NOISE_OUTPUT = 'noise_pred';

const TIMESTEP_TYPE: TensorType = { dtype: 'float32', shape: [1] };

/** Which graph input plays which part. Throws a GraphError for an input that no part fits, or a missing one. */
export function identifyInputs(graph: Graph): ReadonlyMap<DenoiserInput, ValueName> {
  const found = new Map<DenoiserInput, ValueName>();
  for (const { name } of graph.inputs) {
    const part = partOf(name);
    if (part === undefined) {
      throw new GraphError('graph/unsupported-form', `the denoiser has an input ${name} that Renoir does not know`, {
        input: name,
      });
    }
    found.set(part, name);
  }
  for (const part of ['sample', 'timestep', 'encoder_hidden_states'] as const) {
    if (!found.has(part)) {
      throw new GraphError('graph/unsupported-form', `the denoiser has no input ${part}`, { input: part });
    }
  }
  return found;
}

/**
 * One interface for every file: inputs `sample`, `timestep` [1], `encoder_hidden_states` and `timestep_cond`, output
 * `noise_pred`, all float32. A timestep that the file declares as an integer, a scalar or a vector is cast and reshaped in
 * the graph; a half-precision model gets casts at its borders.
 */
export function normalizeInputs(graph: Graph): Graph {
  const parts = identifyInputs(graph);
  const output = graph.outputs[0];
  if (output === undefined) throw new GraphError('graph/unsupported-form', 'the denoiser has no output');

  // Original inputs get out of the way first: the canonical names belong to the new ones.
  const inner = new Map([...parts].map(([part, name]) => [name, `${part}/original`]));
  inner.set(output.name, `${NOISE_OUTPUT}/original`);
  const renamed = renameValues(graph, inner);
  const builder = new GraphBuilder({ ...renamed, inputs: [] }, inferNode, { prefix: 'border', nodes: 'drop' });
  const substitution = createSubstitution();
  for (const [part] of parts) {
    const original = `${part}/original`;
    const wanted = typeIn(renamed, original);
    const input = builder.addInput(
      part,
      part === 'timestep' ? TIMESTEP_TYPE : { dtype: 'float32', shape: wanted.shape },
    );
    substitution.replace(original, convert(builder, input, wanted));
  }
  for (const node of renamed.nodes) {
    builder.addNode({ ...node, inputs: node.inputs.map(substitution.resolve) });
  }
  const result = convert(builder, `${NOISE_OUTPUT}/original`, {
    dtype: 'float32',
    shape: builder.typeOf(`${NOISE_OUTPUT}/original`).shape,
  });
  return renameValues(builder.build({ outputs: [result] }), new Map([[result, NOISE_OUTPUT]]));
}

function partOf(name: ValueName): DenoiserInput | undefined {
  for (const part of ['sample', 'timestep', 'encoder_hidden_states', 'timestep_cond'] as const) {
    const aliases: readonly string[] = INPUT_ALIASES[part];
    if (aliases.includes(name)) return part;
  }
  return undefined;
}

function typeIn(graph: Graph, value: ValueName): TensorType {
  const type = graph.types.get(value);
  if (type === undefined) throw new GraphError('graph/unknown-value', `${value} has no static type`, { value });
  return type;
}

/** Reshapes (or, from one element, repeats) and casts `value` to `wanted`. */
function convert(builder: GraphBuilder, value: ValueName, wanted: TensorType): ValueName {
  let current = value;
  const { dtype, shape } = builder.typeOf(value);
  if (!sameShape(shape, wanted.shape)) {
    const op = sizeOf(shape) === sizeOf(wanted.shape) ? 'Reshape' : 'Expand';
    current = builder.emit(op, [current, builder.ints(wanted.shape)]);
  }
  if (dtype === wanted.dtype) return current;
  return builder.emit('Cast', [current], { to: int(DATA_TYPES[wanted.dtype].onnxCode) });
}
