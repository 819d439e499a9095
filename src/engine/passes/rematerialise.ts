import type { Graph, ValueName } from '../graph/graph.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { constantFrom } from '../graph/constants.ts';
import { inferNode } from '../ops/infer-node.ts';
import { isFloat } from '../tensor/data-type.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { estimatePeakBytes } from '../analysis/estimate-peak.ts';
import { planRecomputation, type RecomputationPlan } from '../analysis/plan-recomputation.ts';

/**
 * Recomputes activations in the backward part instead of keeping them, as `planRecomputation` chooses them, just before
 * their first reader.
 *
 * The kept values behind them pass through Where(c, v, v), with c taken from the cotangent at that place: exactly v,
 * but neither a runtime's common-subexpression pass nor its scheduler can move the second computation to the first.
 *
 * `forwardOutputs` separate forward from backward. The graph is returned as it is when the predicted peak does not fall.
 */
export function rematerialise(graph: Graph, forwardOutputs: readonly ValueName[]): Graph {
  const plan = planRecomputation(graph, forwardOutputs);
  const builder = new GraphBuilder(graph, inferNode, { prefix: 'again', nodes: 'drop' });
  const backward = new Set(graph.nodes.flatMap((node) => (plan.forward.has(node) ? [] : node.outputs)));
  const isCotangent = (name: ValueName) => backward.has(name) && isFloatActivation(graph, plan, name);
  const copies = new Map<ValueName, ValueName>();
  let latestCotangent: ValueName | undefined;

  const copyOf = (value: ValueName, cotangent: ValueName): ValueName => {
    const known = copies.get(value);
    if (known !== undefined) return known;
    const producer = plan.producers.get(value);
    if (!plan.recomputed.has(value) || producer === undefined) {
      if (plan.isLarge(value)) copies.set(value, guard(builder, value, cotangent));
      return copies.get(value) ?? value;
    }
    const inputs = producer.inputs.map((name) => (name === '' ? name : copyOf(name, cotangent)));
    const outputs = producer.outputs.map((name) => (name === '' ? name : builder.freshName()));
    builder.addNode({ ...producer, name: `${producer.name}/again`, inputs, outputs });
    producer.outputs.forEach((name, index) => copies.set(name, outputs[index] ?? name));
    return copies.get(value) ?? value;
  };

  for (const node of graph.nodes) {
    if (plan.forward.has(node)) {
      builder.addNode(node);
      continue;
    }
    const cotangent = node.inputs.find(isCotangent) ?? latestCotangent;
    const inputs = node.inputs.map((name) =>
      cotangent !== undefined && plan.recomputed.has(name) ? copyOf(name, cotangent) : name,
    );
    builder.addNode({ ...node, inputs });
    latestCotangent = node.outputs.find(isCotangent) ?? latestCotangent;
  }
  const result = builder.build();
  return estimatePeakBytes(result) < estimatePeakBytes(graph) ? result : graph;
}

function isFloatActivation(graph: Graph, plan: RecomputationPlan, name: ValueName): boolean {
  const type = graph.types.get(name);
  return plan.activations.has(name) && type !== undefined && isFloat(type.dtype);
}

/**
 * Where(cotangent[0] > 0, value, value). The condition has no axes: onnxruntime, which turns tensors to the layout of its
 * convolutions, would turn any other with them, and has no kernel on the graphics card that turns booleans.
 */
function guard(builder: GraphBuilder, value: ValueName, cotangent: ValueName): ValueName {
  const { dtype, shape } = builder.typeOf(cotangent);
  const flat = builder.emit('Reshape', [cotangent, builder.ints([sizeOf(shape)])]);
  const first = builder.emit('Gather', [flat, builder.addConstant(constantFrom('int64', [], [0]))]);
  const condition = builder.emit('Greater', [first, builder.float(0, [], dtype)]);
  return builder.emit('Where', [condition, value, value]);
}
