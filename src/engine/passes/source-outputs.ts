import type { GraphBuilder } from '../graph/builder.ts';
import type { Graph, ValueName } from '../graph/graph.ts';
import { castTo } from '../ops/emission.ts';
import { renameValues } from './rename-values.ts';

/** Values of the source row that become outputs of a graph, float32, under names of their own. */
export interface SourceOutputs {
  add(name: ValueName, value: ValueName): void;
  /** The graph with these outputs behind `outputs`. */
  build(outputs: readonly ValueName[]): Graph;
}

export function createSourceOutputs(builder: GraphBuilder): SourceOutputs {
  const names = new Map<ValueName, ValueName>();
  return {
    add: (name, value) => void names.set(castTo(builder, value, 'float32'), name),
    build: (outputs) => renameValues(builder.build({ outputs: [...outputs, ...names.keys()] }), names),
  };
}
