/** The page of `npm run bench -- partition`: sets `askPartition`, which asks onnxruntime whether a card computes every node of a UNet. */
import { findWebgpuFallbacks } from '../../../src/engine/analysis/check-webgpu.ts';
import type { CompileOptions } from '../../../src/engine/compiler/compile-denoiser.ts';
import { fuseGraphForWebgpu } from '../../../src/engine/compiler/fuse-for-webgpu.ts';
import { compileVariants } from '../../../src/engine/compiler/graph-variants.ts';
import type { Graph, Node } from '../../../src/engine/graph/graph.ts';
import { readModel } from '../../../src/engine/onnx/read-model.ts';
import { writeModel } from '../../../src/engine/onnx/write-model.ts';
import { opKeyOf } from '../../../src/engine/ops/find-op.ts';
import { externaliseWeights } from '../../../src/engine/passes/externalise-weights.ts';
import { removeDeadCode } from '../../../src/engine/passes/remove-dead-code.ts';
import { splitHostPart } from '../../../src/engine/passes/split-host-part.ts';
import { openDevice } from '../../inference/open-device.ts';
import { installDryGpu } from '../dispatches/dry-gpu.ts';
import { emptyWeights, ZEROS_FILE } from '../dispatches/empty-weights.ts';

/** What onnxruntime and `findWebgpuFallbacks` say of a graph. */
interface Partition {
  readonly nodes: number;
  /** Whether onnxruntime accepts it for recording, which it does only where the card has a kernel for every node. */
  readonly isOnCard: boolean;
  /** Operators of the nodes that are predicted to be left to the CPU. */
  readonly fallbacks: readonly string[];
  /** Operators of nodes that have a value in float16, and whether onnxruntime accepts the first of them as a graph of its own. */
  readonly halfOperators: Readonly<Record<string, boolean>>;
}

const WEIGHTS_FILE = 'model.onnx';

installDryGpu();
const opening = openDevice('webgpu');

/** Of the UNet `pack/model.onnx`, every compiled graph, fused as for a session on a card. */
async function askPartition(
  sizes: Pick<CompileOptions, 'latent' | 'tokens'>,
): Promise<Readonly<Record<string, Partition>>> {
  const bytes = new Uint8Array(await (await fetch(new URL('/pack/model.onnx', location.href))).arrayBuffer());
  const variants = compileVariants(externaliseWeights(readModel(bytes), bytes, WEIGHTS_FILE), sizes);
  const partitions: Record<string, Partition> = {};
  for (const [name, variant] of Object.entries(variants)) {
    const { graph } = splitHostPart(fuseGraphForWebgpu(variant));
    partitions[name] = {
      nodes: graph.nodes.length,
      isOnCard: await isAccepted(graph),
      fallbacks: findWebgpuFallbacks(graph).map(({ operator }) => operator),
      halfOperators: await askEachInHalf(graph),
    };
  }
  return partitions;
}

async function askEachInHalf(graph: Graph): Promise<Readonly<Record<string, boolean>>> {
  const verdicts: Record<string, boolean> = {};
  const isHalf = (value: string) => graph.types.get(value)?.dtype === 'float16';
  for (const node of graph.nodes) {
    const operator = opKeyOf(node);
    // What is read of constants alone is worked out before nodes are shared out.
    const isConstant = node.inputs.every((value) => value === '' || graph.constants.has(value));
    if (operator in verdicts || isConstant || ![...node.inputs, ...node.outputs].some(isHalf)) continue;
    verdicts[operator] = await isAccepted(graphOf(graph, node));
  }
  return verdicts;
}

/** One node of a graph as a graph of its own, in the order of its inputs and with its constants. */
function graphOf(graph: Graph, node: Node): Graph {
  const named = (values: readonly string[]) =>
    [...new Set(values)].flatMap((name) => {
      const type = graph.types.get(name);
      return type === undefined ? [] : [{ name, type }];
    });
  return removeDeadCode({
    ...graph,
    inputs: named(node.inputs.filter((name) => !graph.constants.has(name))),
    outputs: named(node.outputs),
    nodes: [node],
  });
}

/** Throws what is no verdict. */
async function isAccepted(fused: Graph): Promise<boolean> {
  const { ort, sessionOptions } = await opening;
  const { graph, zeroBytes } = emptyWeights(fused);
  try {
    const session = await ort.InferenceSession.create(writeModel(graph), {
      ...sessionOptions,
      enableGraphCapture: true,
      preferredOutputLocation: 'gpu-buffer',
      logSeverityLevel: 4,
      externalData: [{ path: ZEROS_FILE, data: new Uint8Array(zeroBytes) }],
    });
    await session.release();
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.includes('have not been partitioned')) return false;
    throw error;
  }
}

Object.assign(globalThis, { askPartition });
