/**
 * The compiler from end to end: an exported UNet in, the three graphs of the compiled denoiser out.
 *
 *   forward     sample, timestep, encoder_hidden_states, timestep_cond -> noise_pred
 *   gradient    the same + previous and the objective's coefficients   -> noise_pred, objective, gradient
 *   controlled  rows [source, target] + the attention control's inputs  -> noise_pred, attention_maps
 */
import type { ExternalConstant, Graph } from '../graph/graph.ts';
import { readModel } from '../onnx/read-model.ts';
import { writeModel } from '../onnx/write-model.ts';
import type { DenoiserSizes } from './bind-denoiser-shapes.ts';
import { COMPILER_VERSION } from './compiler-version.ts';
import { chooseMapSites } from './control-attention.ts';
import { countFlops } from './count-flops.ts';
import type { CompiledDenoiser, DenoiserSignature } from './denoiser-signature.ts';
import { estimatePeakBytes } from './estimate-peak.ts';
import { externaliseWeights } from './externalise-weights.ts';
import { findAttention, type AttentionSite } from './find-attention.ts';
import { runPasses, type GradientInput, type PassId } from './pipeline.ts';

export interface CompileOptions {
  /** The exported UNet, an ONNX file. Its weights may be in a file beside it; they are never read. */
  readonly model: Uint8Array;
  /** Name of that file, by which compiled graphs refer to weights inside it. Defaults to `model.onnx`. */
  readonly fileName?: string;
  readonly sha256?: string;
  /** Size of the latents; a multiple of what the UNet's downsamplers divide by. */
  readonly latent: DenoiserSizes['latent'];
  /** Text positions S. */
  readonly tokens: number;
  /**
   * How the derivative of a stride-1 convolution is written. 'flipped-conv' is faster, and keeps a second, turned copy of the
   * weights in the session. Defaults to it for models of up to 64 MiB of weights.
   */
  readonly convolutionGradient?: 'conv-transpose' | 'flipped-conv';
  /** What `gradient` is taken by; defaults to `sample`. */
  readonly wrt?: GradientInput;
}

const FLIP_LIMIT_BYTES = 64 * 2 ** 20;

const PREPARE = ['bind-shapes', 'infer-shapes', 'normalize-inputs', 'simplify'] as const satisfies PassId[];

/** Throws a GraphError (see the passes) when the model cannot be compiled. */
export function compileDenoiser(options: CompileOptions): CompiledDenoiser {
  const file = options.fileName ?? 'model.onnx';
  const model = externaliseWeights(readModel(options.model), options.model, file);
  const { latent, tokens, wrt = 'sample' } = options;
  const context = { latent, tokens, wrt };

  const forward = runPasses(model, PREPARE, { ...context, batch: 1 });
  const plain = runPasses(forward, ['attach-objective', 'differentiate', 'simplify'], { ...context, batch: 1 });
  const weightBytes = externalConstants(forward).reduce((sum, constant) => sum + constant.length, 0);
  const isSmall = weightBytes <= FLIP_LIMIT_BYTES;
  const form = options.convolutionGradient ?? (isSmall ? 'flipped-conv' : 'conv-transpose');
  const finish =
    form === 'flipped-conv' ? (['flip-convolutions', 'rematerialise'] as const) : (['rematerialise'] as const);
  const gradient = runPasses(plain, finish, { ...context, batch: 1 });
  const rows = runPasses(model, PREPARE, { ...context, batch: 2 });
  const controlled = runPasses(rows, ['control-attention', 'simplify'], { ...context, batch: 2 });

  const sites = findAttention(forward);
  const forwardFlops = countFlops(forward);
  const report = {
    nodes: { forward: forward.nodes.length, gradient: gradient.nodes.length, controlled: controlled.nodes.length },
    attention: { self: countKind(sites, 'self'), cross: countKind(sites, 'cross') },
    flops: { forward: forwardFlops, backward: countFlops(gradient) - forwardFlops },
    peakBytes: { plain: estimatePeakBytes(plain), rematerialised: estimatePeakBytes(gradient) },
    weightBytes,
  };
  const source = { file, sha256: options.sha256 ?? null, sizeBytes: options.model.byteLength };
  return {
    forward: writeModel({ ...forward, name: 'forward' }),
    gradient: writeModel({ ...gradient, name: 'gradient' }),
    controlled: writeModel({ ...controlled, name: 'controlled' }),
    signature: { ...signatureOf(forward, sites), source, report },
  };
}

function signatureOf(forward: Graph, sites: readonly AttentionSite[]): Omit<DenoiserSignature, 'source' | 'report'> {
  const shapeOf = (input: string) => forward.types.get(input)?.shape;
  const [, channels = 0, height = 0, width = 0] = shapeOf('sample') ?? [];
  const [, tokens = 0, textWidth = 0] = shapeOf('encoder_hidden_states') ?? [];
  return {
    formatVersion: 1,
    compilerVersion: COMPILER_VERSION,
    latent: [channels, height, width],
    tokens,
    textWidth,
    timestepCond: shapeOf('timestep_cond')?.[1] ?? null,
    mapSize: chooseMapSites(sites)[0]?.mapSize ?? [1, 1],
    externalData: [...new Set(externalConstants(forward).map((constant) => constant.location))],
    attention: sites.map(({ name, kind, heads, queries, tokens, mapSize }) => ({
      name,
      kind,
      heads,
      queries,
      tokens,
      mapSize,
    })),
  };
}

function countKind(sites: readonly AttentionSite[], kind: AttentionSite['kind']): number {
  return sites.filter((site) => site.kind === kind).length;
}

function externalConstants(graph: Graph): ExternalConstant[] {
  return [...graph.constants.values()].filter((constant) => constant.kind === 'external');
}
