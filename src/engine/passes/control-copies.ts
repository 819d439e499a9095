import { int } from '../graph/attributes.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { Graph, Node, ValueName } from '../graph/graph.ts';
import { descendantsOf } from '../graph/topology.ts';
import { reshapeTo } from '../ops/emission.ts';
import { inferNode } from '../ops/infer-node.ts';
import { ATTENTION_MAPS_OUTPUT, createMapCollector } from './attention-maps.ts';
import { planControl, type CreateControlRule, type NamedEdit } from './control-rule.ts';
import type { AttentionSite } from '../analysis/find-attention.ts';
import { NOISE_OUTPUT } from './normalize-inputs.ts';
import { createSourceOutputs } from './source-outputs.ts';

const ROWS = ['source', 'target'] as const;
type Row = (typeof ROWS)[number];

/**
 * `controlAttention` for a graph that holds one row: every node that depends on the row stands twice, once for each row, and
 * the target's copy takes what the rule makes of both. Inputs and outputs have two rows, but for the source's values. The weights are
 * shared.
 */
export function controlCopies(graph: Graph, sites: readonly AttentionSite[], createRule: CreateControlRule): Graph {
  const builder = new GraphBuilder({ ...graph, inputs: [] }, inferNode, { prefix: 'control', nodes: 'drop' });
  const names: Record<Row, Map<ValueName, ValueName>> = { source: new Map(), target: new Map() };
  const perRow = addInputs(builder, graph, names);
  const tokens = graph.types.get('encoder_hidden_states')?.shape[1] ?? 0;
  const plan = planControl(sites, createRule(builder, tokens, sites));
  const maps = createMapCollector(builder, sites, tokens);
  const kept = createSourceOutputs(builder);

  graph.nodes.forEach((node, index) => {
    if (!node.inputs.some((name) => perRow.has(name))) {
      builder.addNode(node);
      return;
    }
    builder.addNode(copyNode(node, 'source', names.source));
    const target = editInputs(node, plan.inputs.get(index));
    builder.addNode(copyNode(target, 'target', names.target));
    const softmax = plan.softmaxes.get(index);
    if (softmax !== undefined) controlProbabilities(softmax.site, softmax.edit);
  });

  /** The node as the target reads it. Other readers of an edited value keep it as it was. */
  function editInputs(node: Node, edits: ReadonlyMap<number, NamedEdit> | undefined): Node {
    if (edits === undefined) return node;
    const rowOf = (row: Row, name: ValueName) => names[row].get(name) ?? name;
    const inputs = node.inputs.map((name, position) => {
      const edit = edits.get(position);
      return edit === undefined ? name : applied(edit, rowOf('source', name), rowOf('target', name));
    });
    return { ...node, inputs };
  }

  function applied({ sourceName, edit }: NamedEdit, source: ValueName, target: ValueName): ValueName {
    kept.add(sourceName, source);
    return edit({ source, target });
  }

  function controlProbabilities(site: AttentionSite, edit: NamedEdit | undefined): void {
    if (edit === undefined && !maps.wants(site)) return;
    const shape = [1, site.heads, site.queries, site.tokens];
    const stored = names.target.get(site.probabilities) ?? '';
    const source = reshapeTo(builder, names.source.get(site.probabilities) ?? '', shape);
    const own = reshapeTo(builder, stored, shape);
    const target = edit === undefined ? own : applied(edit, source, own);
    maps.add(site, builder.emit('Concat', [source, target], { axis: int(0) }));
    names.target.set(site.probabilities, reshapeTo(builder, target, builder.typeOf(stored).shape));
  }

  builder.addNode({
    op: 'Concat',
    domain: '',
    name: NOISE_OUTPUT,
    inputs: ROWS.map((row) => names[row].get(NOISE_OUTPUT) ?? ''),
    outputs: [NOISE_OUTPUT],
    attributes: { axis: int(0) },
  });
  maps.finish();
  return kept.build([NOISE_OUTPUT, ATTENTION_MAPS_OUTPUT]);
}

/** Inputs of two rows, sliced for each; a timestep belongs to both. Returns every value that depends on a row. */
function addInputs(builder: GraphBuilder, graph: Graph, names: Record<Row, Map<ValueName, ValueName>>) {
  const split: ValueName[] = [];
  for (const { name } of graph.inputs) {
    const { dtype, shape } = graph.types.get(name) ?? builder.typeOf(name);
    if (name === 'timestep' || shape[0] !== 1) {
      builder.addInput(name, { dtype, shape });
      continue;
    }
    builder.addInput(name, { dtype, shape: shape.with(0, 2) });
    split.push(name);
    ROWS.forEach((row, index) => {
      const slice = [builder.ints([index]), builder.ints([index + 1]), builder.ints([0])];
      names[row].set(name, builder.emit('Slice', [name, ...slice]));
    });
  }
  return descendantsOf(graph, split);
}

function copyNode(node: Node, row: Row, names: Map<ValueName, ValueName>): Node {
  const inputs = node.inputs.map((name) => names.get(name) ?? name);
  const outputs = node.outputs.map((name) => (name === '' ? '' : `${row}/${name}`));
  node.outputs.forEach((name, index) => names.set(name, outputs[index] ?? ''));
  return { ...node, name: `${row}/${node.name}`, inputs, outputs };
}
