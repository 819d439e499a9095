import type { DeclaredType, Graph } from '../graph/graph.ts';
import { GraphError } from '../graph/graph-error.ts';
import { bindShapes } from './bind-shapes.ts';
import { identifyInputs, ROW_INPUTS } from '../analysis/denoiser-inputs.ts';

/** The sizes that a compiled denoiser is made for. */
export interface DenoiserSizes {
  readonly latent: {
    readonly height: number;
    readonly width: number;
    /** For files that leave them open, as old export scripts do. */
    readonly channels?: number;
  };
  /** Text positions S. */
  readonly tokens: number;
  /** Rows of one run. */
  readonly batch: number;
}

type Dimension = NonNullable<DeclaredType['shape']>[number];

/**
 * `bindShapes` for a UNet, whatever its file calls inputs and dimensions. A file that is fixed to one row keeps it, whatever
 * batch is asked for: its constants have the batch in them (`controlAttention` copies the nodes for a second row).
 *
 * Throws a GraphError for a dimension that the sizes do not determine, or that the file fixes to another size.
 */
export function bindDenoiserShapes(graph: Graph, sizes: DenoiserSizes): Graph {
  const parts = identifyInputs(graph);
  const declared = new Map(graph.inputs.map(({ name, type }) => [name, type.shape] as const));
  const shapeOf = (part: string) => declared.get(parts.get(part) ?? '') ?? [];
  const batch = batchOf(ROW_INPUTS, shapeOf, sizes.batch);
  const textAxis = tokenAxisOf(shapeOf('encoder_hidden_states'), sizes.tokens);
  const known = new Map<Dimension, number>([
    [shapeOf('sample')[0] ?? null, batch],
    [shapeOf('encoder_hidden_states')[0] ?? null, batch],
    [shapeOf('sample')[2] ?? null, sizes.latent.height],
    [shapeOf('sample')[3] ?? null, sizes.latent.width],
    [shapeOf('encoder_hidden_states')[textAxis] ?? null, sizes.tokens],
  ]);
  known.delete(null);

  const inputs: Record<string, readonly number[]> = {};
  for (const [part, name] of parts) {
    const shape = declared.get(name);
    // Of unknown rank: bindShapes says so.
    if (shape === undefined || shape === null) continue;
    inputs[name] = shape.map((dimension, axis) => {
      const size = fixedBySizes(part, axis, sizes, textAxis);
      if (size !== undefined) return size;
      if (typeof dimension === 'number') return dimension;
      if (part === 'sample' && axis === 1 && sizes.latent.channels !== undefined) return sizes.latent.channels;
      const value = known.get(dimension);
      if (value !== undefined) return value;
      // A vector of timesteps has one for each row when its dimension is the batch, else a single one.
      if (axis === 0) return part === 'timestep' ? 1 : batch;
      throw new GraphError(
        'graph/dynamic-shape',
        `input ${name}: the file leaves dimension ${axis} (${dimension ?? 'unnamed'}) open, and no size says what it is`,
        { input: name },
      );
    });
  }
  return bindShapes(graph, { inputs });
}

/** Dimensions that are asked for: bindShapes compares them with what the file fixes. */
function fixedBySizes(
  part: string,
  axis: number,
  { latent, tokens }: DenoiserSizes,
  textAxis: number,
): number | undefined {
  if (part === 'sample' && axis === 2) return latent.height;
  if (part === 'sample' && axis === 3) return latent.width;
  return part === 'encoder_hidden_states' && axis === textAxis ? tokens : undefined;
}

/** Text is [batch, tokens, width]; some exports have it [batch, width, tokens], which their fixed dimensions tell. */
function tokenAxisOf([, first, last]: readonly Dimension[], tokens: number): 1 | 2 {
  const isWidth = typeof first === 'number' && first !== tokens;
  return isWidth && (typeof last !== 'number' || last === tokens) ? 2 : 1;
}

/** The rows that the file is fixed to, or else those that are asked for. */
function batchOf(parts: readonly string[], shapeOf: (part: string) => readonly Dimension[], wanted: number): number {
  for (const part of parts) {
    const [rows] = shapeOf(part);
    if (typeof rows !== 'number' || rows === wanted) continue;
    if (rows === 1) return 1;
    throw new GraphError(
      'graph/dynamic-shape',
      `input ${part}: the file is fixed to ${rows} rows; export it with one row, or with an open batch`,
      { input: part },
    );
  }
  return wanted;
}
