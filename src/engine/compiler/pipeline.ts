import type { Graph } from '../graph/graph.ts';
import { verifyGraph } from '../graph/verify.ts';
import { inferNode } from '../ops/infer-node.ts';
import { attachObjective, OBJECTIVE_OUTPUT } from '../passes/attach-objective.ts';
import { bindDenoiserShapes, type DenoiserSizes } from '../passes/bind-denoiser-shapes.ts';
import { controlAttention, controlLayout, controlTarget } from '../passes/control-attention.ts';
import { decompose } from '../passes/decompose.ts';
import { differentiate } from '../passes/differentiate.ts';
import { findAttention } from '../analysis/find-attention.ts';
import { flipConvolutions } from '../passes/flip-convolutions.ts';
import { foldIntoGemm } from '../passes/fold-into-gemm.ts';
import { fuseActivations } from '../passes/fuse-activations.ts';
import { fuseLayerNormalization } from '../passes/fuse-layer-normalization.ts';
import { injectFeatures } from '../passes/inject-features.ts';
import { inferShapes } from '../passes/infer-shapes.ts';
import { dropSourceOutputs, mutualSelfAttention } from '../passes/mutual-self-attention.ts';
import { NOISE_OUTPUT, normalizeInputs } from '../passes/normalize-inputs.ts';
import { normalizeRows } from '../passes/normalize-rows.ts';
import { pointwiseConvolutions } from '../passes/pointwise-convolutions.ts';
import { prepareWebgpu } from '../passes/prepare-webgpu.ts';
import { promptToPrompt } from '../passes/prompt-to-prompt.ts';
import { rematerialise } from '../passes/rematerialise.ts';
import { shieldConvolutions } from '../passes/shield-convolutions.ts';
import { shortenSoftmaxSums } from '../passes/shorten-softmax-sums.ts';
import { simplify } from '../passes/simplify.ts';
import { turnProducts } from '../passes/turn-products.ts';
import { unifiedAttention } from '../passes/unified-attention.ts';

const GRADIENT_OUTPUT = 'gradient';

/** Inputs by which the objective can be differentiated: the latent, or the text's hidden states. */
export type GradientInput = 'sample' | 'encoder_hidden_states';

interface PassContext extends DenoiserSizes {
  /** `sample` when left out. */
  readonly wrt?: GradientInput;
}

/** The passes by name, as the command line and the documentation list them. */
export const PASSES = {
  'bind-shapes': { says: 'gives every input a static shape', run: bindDenoiserShapes },
  'infer-shapes': { says: 'types every value and folds small constants', run: inferShapes },
  decompose: { says: 'takes fused operators apart', run: decompose },
  'normalize-inputs': { says: 'gives every file the same inputs and output, float32', run: normalizeInputs },
  simplify: { says: 'merges duplicates, drops what cancels and what is dead', run: simplify },
  'fuse-layer-normalization': {
    says: 'joins layer normalisations that are written out',
    run: fuseLayerNormalization,
  },
  'prepare-webgpu': {
    says: 'writes what WebGPU has no kernel for in operators that it has',
    run: prepareWebgpu,
  },
  'control-attention': {
    says: 'lets the target row take the attention of the source row',
    run: (graph) => controlAttention(graph, findAttention(graph), promptToPrompt),
  },
  'control-target': {
    says: 'lets a target row alone take the attention of a source row that was computed before',
    run: (graph) => controlTarget(graph, findAttention(graph), promptToPrompt),
  },
  'mutual-attention': {
    says: 'lets the target row read the keys and values of the source row',
    run: (graph) => dropSourceOutputs(controlAttention(graph, findAttention(graph), mutualSelfAttention)),
  },
  'inject-features': {
    says: 'lets the target row take features and self-attention of the source row',
    run: (graph) => dropSourceOutputs(controlAttention(graph, findAttention(graph), injectFeatures)),
  },
  'unify-attention': {
    says: 'puts a layout row between source and target, whose attention the target row takes',
    run: (graph) => controlLayout(graph, findAttention(graph), unifiedAttention),
  },
  'fuse-activations': { says: 'writes SiLU and GELU as one operator each', run: fuseActivations },
  'normalize-rows': {
    says: 'writes group normalisations as layer normalisations over rows, whose statistics the derivative reads',
    run: (graph) => normalizeRows(graph),
  },
  'attach-objective': { says: 'adds the inversion objective', run: attachObjective },
  differentiate: {
    says: 'adds the derivative of the objective by the latent, or by the text',
    run: (graph, { wrt = 'sample' }) =>
      differentiate(graph, { objective: OBJECTIVE_OUTPUT, wrt: [{ value: wrt, output: GRADIENT_OUTPUT }] }),
  },
  'shorten-softmax-sums': {
    says: 'sums what softmax pulls back over the width of a head, not over the keys',
    run: shortenSoftmaxSums,
  },
  'pointwise-convolutions': {
    says: 'writes convolutions of one place, and their derivatives, as products of matrices',
    run: pointwiseConvolutions,
  },
  'turn-products': {
    says: 'computes queries, keys and values turned where attention reads them so',
    run: turnProducts,
  },
  'fold-into-gemm': {
    says: 'takes factors and sums into the matrix products before them',
    run: foldIntoGemm,
  },
  'shield-convolutions': {
    says: 'multiplies what convolutions make in a shape that their layout is not carried into',
    run: shieldConvolutions,
  },
  'flip-convolutions': {
    says: 'writes transposed convolutions of stride 1 as ordinary ones with turned weights',
    run: flipConvolutions,
  },
  rematerialise: {
    says: 'computes cheap activations again instead of keeping them',
    run: (graph) => rematerialise(graph, [NOISE_OUTPUT, OBJECTIVE_OUTPUT]),
  },
} as const satisfies Record<string, { says: string; run: (graph: Graph, context: PassContext) => Graph }>;

export type PassId = keyof typeof PASSES;

/** Runs passes in order; every result is verified, so that an error is found where it is made. */
export function runPasses(graph: Graph, passes: readonly PassId[], context: PassContext): Graph {
  return passes.reduce((current, id) => {
    const next = PASSES[id].run(current, context);
    verifyGraph(next, id === 'bind-shapes' ? {} : { infer: inferNode });
    return next;
  }, graph);
}
