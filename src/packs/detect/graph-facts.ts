import type { Constant, Graph, ValueName } from '../../engine/graph/graph.ts';
import { descendantsOf } from '../../engine/graph/topology.ts';
import { DATA_TYPES, isFloat } from '../../engine/tensor/data-type.ts';
import type { DataType } from '../../engine/tensor/tensor.ts';
import type { PackPlan } from './pack-report.ts';

/** The extent that a file fixes for an axis of an input; undefined for an open axis. */
export function fixedExtent(graph: Graph, input: ValueName, axis: number): number | undefined {
  return extentOf(graph.inputs, input, axis);
}

/** The same for an output. */
export function fixedOutputExtent(graph: Graph, output: ValueName, axis: number): number | undefined {
  return extentOf(graph.outputs, output, axis);
}

function extentOf(values: Graph['inputs'], name: ValueName, axis: number): number | undefined {
  const shape = values.find((value) => value.name === name)?.type.shape;
  const extent = axis < 0 ? shape?.at(axis) : shape?.[axis];
  return typeof extent === 'number' ? extent : undefined;
}

/** Channels of a picture or latent: as declared, else those that the first convolution after it takes. */
export function channelsOf(graph: Graph, input: ValueName): number | undefined {
  const declared = fixedExtent(graph, input, 1);
  if (declared !== undefined) return declared;
  const reached = descendantsOf(graph, [input]);
  const first = graph.nodes.find(({ op, inputs: [data = ''] }) => op === 'Conv' && reached.has(data));
  return graph.constants.get(first?.inputs[1] ?? '')?.type.shape[1];
}

/** How often a VAE decoder doubles the size. */
export function countUpsamplings(graph: Graph): number {
  return graph.nodes.filter(({ op }) => op === 'Resize' || op === 'Upsample' || op === 'ConvTranspose').length;
}

/** AutoencoderTiny has no attention, and bounds its latents by tanh. Its latents are scaled already. */
export function isTinyDecoder(graph: Graph): boolean {
  const operators = new Set(graph.nodes.map(({ op }) => op));
  return operators.has('Tanh') && !operators.has('Softmax') && !operators.has('InstanceNormalization');
}

/** The element type of most bytes of weights. */
export function precisionOf(graph: Graph): PackPlan['precision'][string] {
  const bytes = new Map<DataType, number>();
  for (const constant of graph.constants.values()) {
    const { dtype } = constant.type;
    bytes.set(dtype, (bytes.get(dtype) ?? 0) + sizeOfConstant(constant));
  }
  const [most] = [...bytes].toSorted(([, a], [, b]) => b - a)[0] ?? [];
  if (most === undefined || !isFloat(most)) return 'other';
  return most === 'float32' || most === 'float16' ? most : 'other';
}

/** Bytes of the largest weight. */
export function largestWeightOf(graph: Graph): number {
  return [...graph.constants.values()].reduce((most, constant) => Math.max(most, sizeOfConstant(constant)), 0);
}

function sizeOfConstant(constant: Constant): number {
  const { dtype, shape } = constant.type;
  return shape.reduce((product, extent) => product * extent, DATA_TYPES[dtype].bytes);
}
