import type { Graph, Node, ValueName } from '../graph/graph.ts';

export interface Substitution {
  /** Declares that `value` is the same as `by`, which comes earlier. */
  replace(value: ValueName, by: ValueName): void;
  /** The name to read instead of `value`. */
  resolve(value: ValueName): ValueName;
  /** `graph` with `nodes` as its nodes and every replacement made. Graph outputs keep their names. */
  apply(graph: Graph, nodes: readonly Node[]): Graph;
}

/** Collects "value a is value b" while a pass walks the nodes in order, and applies it at the end. */
export function createSubstitution(): Substitution {
  const aliases = new Map<ValueName, ValueName>();
  const resolve = (value: ValueName): ValueName => aliases.get(value) ?? value;
  return {
    resolve,
    // `by` is resolved first, so that chains never grow longer than one step.
    replace: (value, by) => void aliases.set(value, resolve(by)),
    apply: (graph, nodes) => {
      const { renames, copies } = nameOutputs(graph, nodes, aliases);
      const final = (name: ValueName): ValueName => renames.get(resolve(name)) ?? resolve(name);
      const types = new Map(graph.types);
      for (const [from, to] of renames) {
        const type = types.get(from);
        if (type !== undefined) types.set(to, type);
      }
      const kept = nodes.map((node) => ({
        ...node,
        inputs: node.inputs.map(final),
        outputs: node.outputs.map((name) => renames.get(name) ?? name),
      }));
      return { ...graph, types, nodes: [...kept, ...copies] };
    },
  };
}

/** A replaced output gives its name to the value it became, or copies it when that is an input, a constant or an output. */
function nameOutputs(graph: Graph, nodes: readonly Node[], aliases: ReadonlyMap<ValueName, ValueName>) {
  const renames = new Map<ValueName, ValueName>();
  const copies: Node[] = [];
  const outputs = new Set(graph.outputs.map((output) => output.name));
  const computed = new Set(nodes.flatMap((node) => node.outputs));
  for (const name of outputs) {
    const source = aliases.get(name);
    if (source === undefined) continue;
    if (computed.has(source) && !outputs.has(source) && !renames.has(source)) renames.set(source, name);
    else copies.push(copyNode(renames.get(source) ?? source, name));
  }
  return { renames, copies };
}

function copyNode(source: ValueName, name: ValueName): Node {
  return { op: 'Identity', domain: '', name: `${name}/Identity`, inputs: [source], outputs: [name], attributes: {} };
}
