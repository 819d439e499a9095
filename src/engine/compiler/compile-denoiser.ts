/**
 * The compiler from end to end: an exported UNet in, the four graphs of the compiled denoiser out.
 *
 *   forward     sample, timestep, encoder_hidden_states, timestep_cond -> noise_pred
 *   gradient    the same + previous and the objective's coefficients   -> noise_pred, objective, gradient
 *   controlled  rows [source, target] + the attention control's inputs  -> noise_pred, attention_maps, source_*
 *   target      the target row + the same + source_*                    -> noise_pred, attention_maps
 */
import type { ExternalConstant, Graph } from '../graph/graph.ts';
import { GraphError } from '../graph/graph-error.ts';
import { latentMultiple } from '../analysis/latent-multiple.ts';
import { readModel } from '../onnx/read-model.ts';
import { writeModel } from '../onnx/write-model.ts';
import { chooseMapSites } from '../passes/attention-maps.ts';
import { isSourceValue } from '../passes/control-rule.ts';
import type { DenoiserSizes } from '../passes/bind-denoiser-shapes.ts';
import { findWebgpuFallbacks } from '../analysis/check-webgpu.ts';
import { COMPILER_VERSION } from './compiler-version.ts';
import { countFlopsBeyond, countFlopsByOperator, sumFlops } from '../analysis/count-flops.ts';
import { countParameters } from '../analysis/count-parameters.ts';
import { addedInputsOf } from '../analysis/denoiser-inputs.ts';
import type { CompiledDenoiser, DenoiserSignature } from './denoiser-signature.ts';
import { estimatePeakBytes } from '../analysis/estimate-peak.ts';
import { externaliseWeights } from '../passes/externalise-weights.ts';
import { findAttention, type AttentionSite } from '../analysis/find-attention.ts';
import { NOISE_OUTPUT } from '../passes/normalize-inputs.ts';
import { runPasses, type GradientInput, type PassId } from './pipeline.ts';

export interface CompileOptions {
  /**
   * The exported UNet, an ONNX file. Its weights may be in a file beside it; they are never read. For a file too large to read,
   * its skeleton (`extractSkeleton`).
   */
  readonly model: Uint8Array;
  /** Size of the file that `model` is the skeleton of. */
  readonly fileBytes?: number;
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

/** Up to this peak the gradient keeps its activations: computing them again costs a tenth of its time. */
const KEEP_LIMIT_BYTES = 256 * 2 ** 20;

export const PREPARE = [
  'bind-shapes',
  'infer-shapes',
  'decompose',
  'normalize-inputs',
  'prepare-webgpu',
  'simplify',
  'fuse-layer-normalization',
] as const satisfies PassId[];

export const DIFFERENTIATE = [
  'fuse-activations',
  'normalize-rows',
  'simplify',
  'attach-objective',
  'differentiate',
  'shorten-softmax-sums',
  'simplify',
  'pointwise-convolutions',
  'turn-products',
  'fold-into-gemm',
  'simplify',
  'shield-convolutions',
] as const satisfies PassId[];

/** Says of a size that does not fit together which would. */
function prepare(model: Graph, context: Parameters<typeof runPasses>[2]): Graph {
  try {
    return runPasses(model, PREPARE, context);
  } catch (error) {
    if (!(error instanceof GraphError) || error.code !== 'graph/shape') throw error;
    const { height, width } = context.latent;
    const multiple = latentMultiple(model);
    if (height % multiple === 0 && width % multiple === 0) throw error;
    const reason = `latents of ${height} x ${width} do not fit this UNet: it needs a multiple of ${multiple}`;
    throw new GraphError('graph/shape', reason, { multiple });
  }
}

function openModel({ model: bytes, fileName: file = 'model.onnx', latent, tokens, wrt = 'sample' }: CompileOptions) {
  return { file, model: externaliseWeights(readModel(bytes), bytes, file), context: { latent, tokens, wrt } };
}

/**
 * Graphs that one method alone needs and that are made when it asks for them:
 *
 *   mutual         rows [source, target] + `mutual_gate`, `mask_gate`, `source_mask`, `target_mask` -> noise_pred, attention_maps
 *   injected       rows [source, target] + `attention_gate`, `feature_gate` -> noise_pred, attention_maps
 *   unified        rows [source, layout, target] + the attention control's inputs -> noise_pred, attention_maps
 *   text-gradient  as `gradient`, with dF/d(hidden states)
 *
 * All throw as `compileDenoiser`.
 */
export const RARE_GRAPHS = {
  mutual: (options) => writeRows('mutual', 'mutual-attention', options),
  injected: (options) => writeRows('injected', 'inject-features', options),
  unified: (options) => writeRows('unified', 'unify-attention', options, 3),
  'text-gradient': (options) => {
    const { model, context } = openModel({ ...options, wrt: 'encoder_hidden_states' });
    const { gradient } = gradientOf(prepare(model, { ...context, batch: 1 }), context, options);
    return writeModel({ ...gradient, name: 'text-gradient' });
  },
} as const satisfies Record<string, (options: CompileOptions) => Uint8Array>;

/** A graph of several rows with one rule of attention control. */
function writeRows(name: string, control: PassId, options: CompileOptions, batch = 2): Uint8Array {
  const { model, context } = openModel(options);
  const rows = { ...context, batch };
  return writeModel({ ...runPasses(prepare(model, rows), [control, 'simplify'], rows), name });
}

export type RareGraph = keyof typeof RARE_GRAPHS;

/** As it is written, and with every activation kept or none: what the report compares. */
function gradientOf(
  forward: Graph,
  context: Omit<DenoiserSizes, 'batch'>,
  { convolutionGradient }: Pick<CompileOptions, 'convolutionGradient'>,
) {
  const one = { ...context, batch: 1 };
  const plain = runPasses(forward, DIFFERENTIATE, one);
  const form = convolutionGradient ?? (weightBytesOf(forward) <= FLIP_LIMIT_BYTES ? 'flipped-conv' : 'conv-transpose');
  const kept = form === 'flipped-conv' ? runPasses(plain, ['flip-convolutions'], one) : plain;
  const rematerialised = runPasses(kept, ['rematerialise'], one);
  const plainPeakBytes = estimatePeakBytes(plain);
  return { gradient: plainPeakBytes > KEEP_LIMIT_BYTES ? rematerialised : kept, rematerialised, plainPeakBytes };
}

function weightBytesOf(graph: Graph): number {
  return externalConstants(graph).reduce((sum, constant) => sum + constant.length, 0);
}

/** Throws a GraphError (see the passes) when the model cannot be compiled. */
export function compileDenoiser(options: CompileOptions): CompiledDenoiser {
  const { file, model, context } = openModel(options);
  const forward = prepare(model, { ...context, batch: 1 });
  const { gradient, rematerialised, plainPeakBytes } = gradientOf(forward, context, options);
  const rows = runPasses(model, PREPARE, { ...context, batch: 2 });
  const controlled = runPasses(rows, ['control-attention', 'simplify'], { ...context, batch: 2 });
  const target = runPasses(forward, ['control-target', 'simplify'], { ...context, batch: 1 });
  const graphs = { forward, gradient, controlled, target };

  const sites = findAttention(forward);
  const flopsByOperator = {
    forward: countFlopsByOperator(forward),
    backward: countFlopsBeyond(gradient, [NOISE_OUTPUT]),
  };
  const report = {
    parameters: countParameters(model),
    nodes: {
      forward: forward.nodes.length,
      gradient: gradient.nodes.length,
      controlled: controlled.nodes.length,
      target: target.nodes.length,
    },
    attention: { self: countKind(sites, 'self'), cross: countKind(sites, 'cross') },
    flops: { forward: sumFlops(flopsByOperator.forward), backward: sumFlops(flopsByOperator.backward) },
    flopsByOperator,
    peakBytes: {
      plain: plainPeakBytes,
      rematerialised: estimatePeakBytes(rematerialised),
      shipped: estimatePeakBytes(gradient),
    },
    weightBytes: weightBytesOf(forward),
    webgpuFallbacks: Object.entries(graphs).flatMap(([graph, compiled]) =>
      findWebgpuFallbacks(compiled).map((fallback) => ({ graph, ...fallback })),
    ),
  };
  const source = { file, sha256: options.sha256 ?? null, sizeBytes: options.fileBytes ?? options.model.byteLength };
  return {
    forward: writeModel({ ...forward, name: 'forward' }),
    gradient: writeModel({ ...gradient, name: 'gradient' }),
    controlled: writeModel({ ...controlled, name: 'controlled' }),
    target: writeModel({ ...target, name: 'target' }),
    signature: { ...signatureOf(forward, target, sites), source, report },
  };
}

function signatureOf(
  forward: Graph,
  target: Graph,
  sites: readonly AttentionSite[],
): Omit<DenoiserSignature, 'source' | 'report'> {
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
    added: addedInputsOf(forward),
    mapSize: chooseMapSites(sites)[0]?.mapSize ?? [1, 1],
    sourceValues: sourceValuesOf(target),
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

function sourceValuesOf({ inputs, types }: Graph): DenoiserSignature['sourceValues'] {
  const values = inputs.filter(({ name }) => isSourceValue(name));
  return Object.fromEntries(values.map(({ name }) => [name, types.get(name)?.shape ?? []]));
}

function countKind(sites: readonly AttentionSite[], kind: AttentionSite['kind']): number {
  return sites.filter((site) => site.kind === kind).length;
}

function externalConstants(graph: Graph): ExternalConstant[] {
  return [...graph.constants.values()].filter((constant) => constant.kind === 'external');
}
