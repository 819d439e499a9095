import { int } from '../graph/attributes.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { Graph, ValueName } from '../graph/graph.ts';
import { inferNode } from '../ops/infer-node.ts';
import { NOISE_OUTPUT } from './normalize-inputs.ts';

export const OBJECTIVE_OUTPUT = 'objective';

/**
 * Adds the inversion objective over the predicted noise, as output `objective` [1]:
 *
 *   r = drift previous + noise eps(z) - z
 *   F(z) = l1 sum|r| + l2/2 sum r^2 + prior/2 sum (z - prior_mean previous)^2
 *
 * (RNRI, arXiv 2312.12540.) New inputs: `previous`, of the latent's shape, and the coefficients, [1] each.
 */
export function attachObjective(graph: Graph): Graph {
  const builder = new GraphBuilder(graph, inferNode, { prefix: 'objective' });
  const sample = 'sample';
  const previous = builder.addInput('previous', builder.typeOf(sample));
  const coefficient = (name: ValueName): ValueName => builder.addInput(name, { dtype: 'float32', shape: [1] });
  const drift = coefficient('drift');
  const noise = coefficient('noise');
  const l1 = coefficient('l1');
  const l2 = coefficient('l2');
  const prior = coefficient('prior');
  const priorMean = coefficient('prior_mean');
  const add = (a: ValueName, b: ValueName) => builder.emit('Add', [a, b]);
  const subtract = (a: ValueName, b: ValueName) => builder.emit('Sub', [a, b]);
  const multiply = (a: ValueName, b: ValueName) => builder.emit('Mul', [a, b]);
  const axes = builder.ints(builder.typeOf(sample).shape.map((_, axis) => axis));
  const sum = (value: ValueName) => builder.emit('ReduceSum', [value, axes], { keepdims: int(0) });
  const halfSquares = (value: ValueName) => multiply(sum(multiply(value, value)), builder.float(0.5));

  const residual = subtract(add(multiply(drift, previous), multiply(noise, NOISE_OUTPUT)), sample);
  const deviation = subtract(sample, multiply(priorMean, previous));
  const terms = [
    multiply(l1, sum(builder.emit('Abs', [residual]))),
    multiply(l2, halfSquares(residual)),
    multiply(prior, halfSquares(deviation)),
  ] as const;
  const objective = add(add(terms[0], terms[1]), terms[2]);
  builder.addNode({
    op: 'Identity',
    domain: '',
    name: OBJECTIVE_OUTPUT,
    inputs: [objective],
    outputs: [OBJECTIVE_OUTPUT],
    attributes: {},
  });
  return builder.build({ outputs: [NOISE_OUTPUT, OBJECTIVE_OUTPUT] });
}
