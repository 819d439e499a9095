import type { TensorType, ValueName } from '../graph/graph.ts';
import { readModel } from '../onnx/read-model.ts';
import { writeModel } from '../onnx/write-model.ts';
import type { CompiledDenoiser } from './denoiser-signature.ts';
import { joinIntoOneGraph } from './one-graph.ts';

export interface JoinedDenoiser {
  /** The ONNX file. */
  readonly model: Uint8Array;
  /** Every input, all of which a run must feed. */
  readonly inputs: Readonly<Record<ValueName, TensorType>>;
}

/** The compiled denoiser's graphs as one, `joinIntoOneGraph`; forward runs when neither other switch is on. */
export function joinDenoiserGraphs({
  forward,
  gradient,
  controlled,
}: Pick<CompiledDenoiser, 'forward' | 'gradient' | 'controlled'>): JoinedDenoiser {
  const graph = joinIntoOneGraph([
    { name: 'gradient', graph: readModel(gradient) },
    { name: 'controlled', graph: readModel(controlled) },
    { name: 'forward', graph: readModel(forward) },
  ]);
  const inputs = graph.inputs.map(({ name, type }): [ValueName, TensorType] => [
    name,
    { dtype: type.dtype, shape: (type.shape ?? []).map((extent) => Number(extent)) },
  ]);
  return { model: writeModel(graph), inputs: Object.fromEntries(inputs) };
}
