import type { Graph } from '../graph/graph.ts';
import { GraphError } from '../graph/graph-error.ts';
import { bindShapes } from './bind-shapes.ts';
import { identifyInputs } from './normalize-inputs.ts';

/** The sizes that a compiled denoiser is made for. */
export interface DenoiserSizes {
  readonly latent: { readonly height: number; readonly width: number };
  /** Text positions S. */
  readonly tokens: number;
  /** Rows of one run. */
  readonly batch: number;
}

/** `bindShapes` for a UNet, whatever its file calls inputs and dimensions. */
export function bindDenoiserShapes(graph: Graph, { latent, tokens, batch }: DenoiserSizes): Graph {
  const parts = identifyInputs(graph);
  const declared = (part: 'sample' | 'timestep' | 'encoder_hidden_states' | 'timestep_cond') =>
    graph.inputs.find((input) => input.name === parts.get(part))?.type.shape ?? [];
  const extent = (part: 'sample' | 'encoder_hidden_states' | 'timestep_cond', axis: number): number => {
    const value = declared(part)[axis];
    if (typeof value === 'number') return value;
    throw new GraphError('graph/dynamic-shape', `input ${part}: the file leaves dimension ${axis} open`, {
      input: part,
    });
  };
  const batchSymbol = declared('sample')[0];
  // A vector of timesteps has one for each row when its dimension is the batch, else a single one.
  const timestep = declared('timestep').map((dimension) =>
    typeof dimension === 'number' ? dimension : dimension === batchSymbol ? batch : 1,
  );
  const inputs: Record<string, readonly number[]> = {};
  const bind = (part: Parameters<typeof declared>[0], shape: readonly number[]) => {
    const name = parts.get(part);
    if (name !== undefined) inputs[name] = shape;
  };
  bind('sample', [batch, extent('sample', 1), latent.height, latent.width]);
  bind('timestep', timestep);
  bind('encoder_hidden_states', [batch, tokens, extent('encoder_hidden_states', 2)]);
  if (parts.has('timestep_cond')) bind('timestep_cond', [batch, extent('timestep_cond', 1)]);
  return bindShapes(graph, { inputs });
}
