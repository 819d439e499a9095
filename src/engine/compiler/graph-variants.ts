import type { Graph } from '../graph/graph.ts';
import type { DenoiserSizes } from '../passes/bind-denoiser-shapes.ts';
import { DIFFERENTIATE, PREPARE } from './compile-denoiser.ts';
import { runPasses } from './pipeline.ts';

/** The graphs of a compiled UNet, the gradient both as a small and as a large model has it (`compileDenoiser`). */
export const GRAPH_VARIANTS = [
  'forward',
  'flipped gradient',
  'rematerialised gradient',
  'controlled',
  'target',
] as const;

export type GraphVariant = (typeof GRAPH_VARIANTS)[number];

/** Of a UNet as `readModel` gives it, with external weights. Throws a GraphError as `compileDenoiser`. */
export function compileVariants(
  model: Graph,
  sizes: Omit<DenoiserSizes, 'batch'>,
): Readonly<Record<GraphVariant, Graph>> {
  const one = { ...sizes, batch: 1 };
  const two = { ...sizes, batch: 2 };
  const forward = runPasses(model, PREPARE, one);
  const gradient = runPasses(forward, DIFFERENTIATE, one);
  const rows = runPasses(model, PREPARE, two);
  return {
    forward,
    'flipped gradient': runPasses(gradient, ['flip-convolutions'], one),
    'rematerialised gradient': runPasses(gradient, ['rematerialise'], one),
    controlled: runPasses(rows, ['control-attention', 'simplify'], two),
    target: runPasses(forward, ['control-target', 'simplify'], one),
  };
}
