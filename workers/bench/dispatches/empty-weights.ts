import type { Constant, Graph } from '../../../src/engine/graph/graph.ts';

/** The one file that the weights of an emptied graph are in: zeros, which all of them share. */
export const ZEROS_FILE = 'zeros';

/** The graph with zeros for weights, and the size of `ZEROS_FILE`. */
export function emptyWeights(graph: Graph): { readonly graph: Graph; readonly zeroBytes: number } {
  let zeroBytes = 0;
  const constants = new Map<string, Constant>();
  for (const [name, constant] of graph.constants) {
    if (constant.kind === 'external') zeroBytes = Math.max(zeroBytes, constant.length);
    constants.set(name, constant.kind === 'inline' ? constant : { ...constant, location: ZEROS_FILE, offset: 0 });
  }
  return { graph: { ...graph, constants }, zeroBytes };
}
