import type { Graph } from '../graph/graph.ts';
import { GraphError } from '../graph/graph-error.ts';

/**
 * Throws a GraphError unless every weight lies inside its file: 'graph/missing-weights' for a file that is not there,
 * 'graph/truncated' for one that ends too early. `sizes`: bytes of the files that there are, by location.
 */
export function checkWeightFiles(graph: Graph, sizes: ReadonlyMap<string, number>): void {
  for (const [name, constant] of graph.constants) {
    if (constant.kind !== 'external') continue;
    const { location, offset, length } = constant;
    const size = sizes.get(location);
    if (size === undefined) {
      throw new GraphError('graph/missing-weights', `the weight file ${location} is missing; put it beside the model`, {
        file: location,
      });
    }
    if (offset + length > size) {
      throw new GraphError(
        'graph/truncated',
        `the weight file ${location} has ${size} bytes, but ${name} lies at ${offset} to ${offset + length}; ` +
          'fetch it again',
        { file: location, sizeBytes: size },
      );
    }
  }
}

/** Bytes that the file at a location must have, at least, for the weights of a graph to lie inside it. */
export function endOfWeights(graph: Graph, location: string): number {
  const ends = [...graph.constants.values()].map((constant) =>
    constant.kind === 'external' && constant.location === location ? constant.offset + constant.length : 0,
  );
  return ends.reduce((last, end) => Math.max(last, end), 0);
}

/** The files that a graph's weights lie in, relative to the folder of its model. */
export function weightFilesOf(graph: Graph): string[] {
  const external = [...graph.constants.values()].filter((constant) => constant.kind === 'external');
  return [...new Set(external.map(({ location }) => location))];
}
