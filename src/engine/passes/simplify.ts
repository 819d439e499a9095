import type { Graph } from '../graph/graph.ts';
import { cancelOperators } from './cancel-operators.ts';
import { mergeDuplicates } from './merge-duplicates.ts';
import { removeDeadCode } from './remove-dead-code.ts';

/** Common subexpressions, operators that cancel and dead code, until nothing changes. Needs static types. */
export function simplify(graph: Graph): Graph {
  let current = graph;
  for (;;) {
    const next = removeDeadCode(cancelOperators(mergeDuplicates(current)));
    if (next.nodes.length === current.nodes.length) return next;
    current = next;
  }
}
