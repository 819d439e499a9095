import { int } from '../graph/attributes.ts';
import type { DataType } from '../tensor/tensor.ts';
import { DATA_TYPES } from '../tensor/data-type.ts';
import type { DeclaredType, Graph, Node, ValueName } from '../graph/graph.ts';
import { GraphError } from '../graph/graph-error.ts';
import { removeDeadCode } from './remove-dead-code.ts';
import { renameValues } from './rename-values.ts';

/** What a graph of one input is to look like from outside. */
export interface Borders {
  readonly input: { readonly name: string; readonly dtype: 'float32' | 'int64' };
  /** Outputs, all float32, by the names that they are to have; null is the file's first. Others are dropped. */
  readonly outputs: Readonly<Record<string, ValueName | null>>;
}

/**
 * Gives a graph of one input the names and element types that are wanted, whatever its file has (float16, int32 token
 * ids). Throws a GraphError 'graph/unsupported-form' for a file with another number of inputs or without such an output.
 */
export function fixBorders(graph: Graph, { input, outputs }: Borders): Graph {
  const [own, ...others] = graph.inputs;
  if (own === undefined || others.length > 0) {
    throw new GraphError(
      'graph/unsupported-form',
      `the model takes ${graph.inputs.map(({ name }) => name).join(', ') || 'nothing'}; wanted is ${input.name} alone`,
    );
  }
  const wanted = Object.entries(outputs).map(([name, file]) => ({ name, value: findOutput(graph, file) }));
  const inner = new Map([own.name, ...wanted.map(({ value }) => value.name)].map((name) => [name, `${name}/inner`]));
  const renamed = renameValues(graph, inner);
  const innerOf = (name: ValueName): ValueName => inner.get(name) ?? name;
  return removeDeadCode({
    ...renamed,
    inputs: [{ name: input.name, type: { ...own.type, dtype: input.dtype } }],
    outputs: wanted.map(({ name, value }) => ({ name, type: { ...value.type, dtype: 'float32' } })),
    nodes: [
      convert(input.name, input.dtype, innerOf(own.name), own.type.dtype),
      ...renamed.nodes,
      ...wanted.map(({ name, value }) => convert(innerOf(value.name), value.type.dtype, name, 'float32')),
    ],
  });
}

function findOutput(graph: Graph, wanted: ValueName | null): { readonly name: ValueName; readonly type: DeclaredType } {
  const found = wanted === null ? graph.outputs[0] : graph.outputs.find(({ name }) => name === wanted);
  if (found !== undefined) return found;
  throw new GraphError(
    'graph/unsupported-form',
    `the model has no output ${wanted ?? ''}; it has ${graph.outputs.map(({ name }) => name).join(', ')}`,
    { output: wanted ?? '' },
  );
}

function convert(from: ValueName, fromType: DataType, to: ValueName, toType: DataType): Node {
  const base = { domain: '', name: `border/${to}`, inputs: [from], outputs: [to] };
  return fromType === toType
    ? { ...base, op: 'Identity', attributes: {} }
    : { ...base, op: 'Cast', attributes: { to: int(DATA_TYPES[toType].onnxCode) } };
}
