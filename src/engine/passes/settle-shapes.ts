import { GraphError } from '../graph/graph-error.ts';
import type { Graph } from '../graph/graph.ts';
import type { Shape } from '../tensor/tensor.ts';
import { bindShapes } from './bind-shapes.ts';
import { inferShapes } from './infer-shapes.ts';
import { narrowDoubles } from './narrow-doubles.ts';
import { prepareWebgpu } from './prepare-webgpu.ts';
import { simplify } from './simplify.ts';

/**
 * Gives a graph of one input the shape that it will run at, folds what follows from it (exporters work out the scale of
 * attention from shapes, in float64, which WebGPU has no kernels for) and writes the rest as WebGPU wants it. A graph with
 * operators or forms that the passes have no rule for stays as it is: the runtime may know them.
 */
export function settleShapes(graph: Graph, shape: Shape): Graph {
  const [input] = graph.inputs;
  if (input === undefined) return graph;
  try {
    const typed = inferShapes(bindShapes(graph, { inputs: { [input.name]: shape } }));
    return prepareWebgpu(simplify(narrowDoubles(typed)));
  } catch (error) {
    if (error instanceof GraphError) return graph;
    throw error;
  }
}
