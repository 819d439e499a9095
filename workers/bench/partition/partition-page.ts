/** The page of `npm run bench -- partition`: sets `askPartition`, which asks onnxruntime whether a card computes every node of a UNet. */
import { findWebgpuFallbacks } from '../../../src/engine/analysis/check-webgpu.ts';
import type { CompileOptions } from '../../../src/engine/compiler/compile-denoiser.ts';
import { fuseGraphForWebgpu } from '../../../src/engine/compiler/fuse-for-webgpu.ts';
import { compileVariants } from '../../../src/engine/compiler/graph-variants.ts';
import type { Graph } from '../../../src/engine/graph/graph.ts';
import { readModel } from '../../../src/engine/onnx/read-model.ts';
import { writeModel } from '../../../src/engine/onnx/write-model.ts';
import { opKeyOf } from '../../../src/engine/ops/find-op.ts';
import { externaliseWeights } from '../../../src/engine/passes/externalise-weights.ts';
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
  /** Operators of nodes that have a value in float16. */
  readonly halfOperators: readonly string[];
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
    const dtypeOf = (value: string) => graph.types.get(value)?.dtype;
    const halves = graph.nodes.filter(({ inputs, outputs }) =>
      [...inputs, ...outputs].some((value) => dtypeOf(value) === 'float16'),
    );
    partitions[name] = {
      nodes: graph.nodes.length,
      isOnCard: await isAccepted(graph),
      fallbacks: findWebgpuFallbacks(graph).map(({ operator }) => operator),
      halfOperators: [...new Set(halves.map(opKeyOf))],
    };
  }
  return partitions;
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
