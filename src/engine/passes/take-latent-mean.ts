import { constantFrom } from '../graph/constants.ts';
import type { Graph, Node, ValueName } from '../graph/graph.ts';
import { GraphError } from '../graph/graph-error.ts';
import { producersOf } from '../graph/topology.ts';
import { removeDeadCode } from './remove-dead-code.ts';
import { createSubstitution } from './substitute-values.ts';

export const LATENT_MEAN = 'latent_mean';

const RANDOM = new Set(['RandomNormalLike', 'RandomNormal']);

/** What may lie between the random numbers and the sum: std * noise, in any precision, of any shape. */
const PASSES_NOISE = new Set(['Mul', 'Cast', 'Identity', 'Reshape', 'Expand']);

/** Whether a VAE encoder draws its latent at random. */
export function drawsLatent(graph: Graph): boolean {
  return graph.nodes.some(({ op }) => RANDOM.has(op));
}

/**
 * A VAE encoder whose one output, `latent_mean`, is the mean of the posterior, [rows, channels, height, width].
 *
 * Exporters leave off at different places: at the moments (mean and log-variance, 2C channels), of which the first half
 * stays; at a drawn latent, mean + std * noise (Kingma and Welling 2014), whose noise is left out; or at the mean.
 *
 * Throws a GraphError 'graph/unsupported-form' for random numbers that are used in another way.
 */
export function takeLatentMean(graph: Graph, channels: number): Graph {
  const [output] = graph.outputs;
  if (output === undefined) throw new GraphError('graph/unsupported-form', 'the VAE encoder has no output');
  const quiet = removeDeadCode(withoutNoise({ ...graph, outputs: [output] }));
  const random = quiet.nodes.find(({ op }) => RANDOM.has(op));
  if (random !== undefined) {
    throw new GraphError(
      'graph/unsupported-form',
      `the VAE encoder's random numbers (${random.op} ${random.name}) are not added to a mean; export it anew`,
      { operator: random.op, node: random.name },
    );
  }
  const index = (name: string, value: number) => [name, constantFrom('int64', [1], [value])] as const;
  const bounds = [index('latent_mean/start', 0), index('latent_mean/end', channels), index('latent_mean/axis', 1)];
  const take: Node = {
    op: 'Slice',
    domain: '',
    name: LATENT_MEAN,
    inputs: [output.name, ...bounds.map(([name]) => name)],
    outputs: [LATENT_MEAN],
    attributes: {},
  };
  return {
    ...quiet,
    outputs: [{ name: LATENT_MEAN, type: { dtype: output.type.dtype, shape: null } }],
    constants: new Map([...quiet.constants, ...bounds]),
    nodes: [...quiet.nodes, take],
  };
}

/** Every sum of something and noise becomes that something. */
function withoutNoise(graph: Graph): Graph {
  const producers = producersOf(graph);
  const substitution = createSubstitution();
  const isNoise = (value: ValueName): boolean => {
    const node = producers.get(value);
    if (node === undefined) return false;
    return RANDOM.has(node.op) || (PASSES_NOISE.has(node.op) && node.inputs.some(isNoise));
  };
  const nodes = graph.nodes.filter(({ op, inputs: [left = '', right = ''], outputs: [sum = ''] }) => {
    if (op !== 'Add' || isNoise(left) === isNoise(right)) return true;
    substitution.replace(sum, isNoise(left) ? right : left);
    return false;
  });
  return substitution.apply(graph, nodes);
}
