import type { Graph } from '../graph/graph.ts';
import { GraphError } from '../graph/graph-error.ts';
import { verifyGraph } from '../graph/verify.ts';
import { readModel } from '../onnx/read-model.ts';
import { writeModel } from '../onnx/write-model.ts';
import { inferNode } from '../ops/infer-node.ts';
import { contractSmallAttention } from '../passes/contract-small-attention.ts';
import { foldScales } from '../passes/fold-scales.ts';
import { fuseActivations } from '../passes/fuse-activations.ts';
import { fuseChannelAffine } from '../passes/fuse-channel-affine.ts';
import { fuseChannelBias } from '../passes/fuse-channel-bias.ts';
import { fuseGeglu } from '../passes/fuse-geglu.ts';
import { fuseSkipNormalization } from '../passes/fuse-skip-normalization.ts';
import { inferShapes } from '../passes/infer-shapes.ts';
import { joinSlices } from '../passes/join-slices.ts';
import { lowerOpset } from '../passes/lower-opset.ts';
import { mixRows } from '../passes/mix-rows.ts';
import { narrowSourceValues } from '../passes/narrow-source-values.ts';
import { normalizeRows } from '../passes/normalize-rows.ts';
import { removeDeadCode } from '../passes/remove-dead-code.ts';
import { splitHostPart, type HostPart } from '../passes/split-host-part.ts';
import { turnProducts } from '../passes/turn-products.ts';

/**
 * Elements of a normalised row that one workgroup reads in one go. onnxruntime's InstanceNormalization takes a variance as the mean of the squares less
 * the square of the mean and loses its digits where a group varies little about its mean; its LayerNormalization does not, and is one
 * dispatch without a change of layout. Rows of the largest pictures in an autoencoder are left to as many workgroups as they fill.
 */
const LARGEST_ROW = 2 ** 17;

const FUSIONS: readonly ((graph: Graph) => Graph)[] = [
  lowerOpset,
  inferShapes,
  (graph) => normalizeRows(graph, LARGEST_ROW),
  fuseActivations,
  fuseGeglu,
  turnProducts,
  foldScales,
  fuseChannelAffine,
  fuseChannelBias,
  fuseSkipNormalization,
  contractSmallAttention,
  mixRows,
  joinSlices,
  narrowSourceValues,
  removeDeadCode,
];

/** A model for a session on a graphics card. */
export interface CardModel {
  readonly model: Uint8Array;
  /** What is to be computed for every run, and fed with the inputs (`computeHostPart`); null for nothing. */
  readonly host: HostPart | null;
}

/**
 * A graph of static shapes with fewer nodes that a graphics card dispatches, for the same numbers: the last thing that is done to a
 * graph before its session is made. Some of its operators have no kernel on the CPU and none has a derivative. A model with operators or forms that the passes have no rule for stays as it is.
 */
export function fuseForWebgpu(model: Uint8Array): CardModel {
  try {
    const { graph, host } = splitHostPart(fuseGraphForWebgpu(readModel(model)));
    return { model: writeModel(graph), host };
  } catch (error) {
    if (error instanceof GraphError) return { model, host: null };
    throw error;
  }
}

/** The same for a graph, in one part. Throws a GraphError for what the passes have no rule for. */
export function fuseGraphForWebgpu(graph: Graph): Graph {
  const fused = FUSIONS.reduce((current, fuse) => fuse(current), graph);
  verifyGraph(fused, { infer: inferNode });
  return fused;
}
