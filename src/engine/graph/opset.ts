import type { Graph } from './graph.ts';

/** Version of ai.onnx's operators that a graph is written in; 0 where it imports none. */
export function opsetOf({ opsets }: Pick<Graph, 'opsets'>): number {
  return opsets[''] ?? 0;
}
