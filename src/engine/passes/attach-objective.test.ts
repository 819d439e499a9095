import { expect, it } from 'vitest';
import { printGraph } from '../graph/print.ts';
import { verifyGraph } from '../graph/verify.ts';
import { inferNode } from '../ops/infer-node.ts';
import { attachObjective } from './attach-objective.ts';
import { addNamed, builderWith } from './testing/graphs.ts';

it('writes the inversion objective over the predicted noise', () => {
  const builder = builderWith({ sample: [1, 2, 2, 2] });
  addNamed(builder, 'Neg', ['sample'], 'noise_pred');
  const graph = attachObjective(builder.build({ outputs: ['noise_pred'] }));
  verifyGraph(graph, { infer: inferNode });
  expect(printGraph(graph)).toMatchInlineSnapshot(`
    "graph small (onnx 18)
      input %sample: float32[1,2,2,2]
      input %previous: float32[1,2,2,2]
      input %drift: float32[1]
      input %noise: float32[1]
      input %l1: float32[1]
      input %l2: float32[1]
      input %prior: float32[1]
      input %prior_mean: float32[1]
      %noise_pred: float32[1,2,2,2] = Neg(%sample)
      %objective_1: float32[1,2,2,2] = Mul(%drift, %previous)
      %objective_2: float32[1,2,2,2] = Mul(%noise, %noise_pred)
      %objective_3: float32[1,2,2,2] = Add(%objective_1, %objective_2)
      %objective_4: float32[1,2,2,2] = Sub(%objective_3, %sample)
      %objective_5: float32[1,2,2,2] = Mul(%prior_mean, %previous)
      %objective_6: float32[1,2,2,2] = Sub(%sample, %objective_5)
      %objective_7: float32[1,2,2,2] = Abs(%objective_4)
      %objective_8: float32[] = ReduceSum(%objective_7, [0,1,2,3]) {keepdims=0}
      %objective_9: float32[1] = Mul(%l1, %objective_8)
      %objective_10: float32[1,2,2,2] = Mul(%objective_4, %objective_4)
      %objective_11: float32[] = ReduceSum(%objective_10, [0,1,2,3]) {keepdims=0}
      %objective_13: float32[] = Mul(%objective_11, 0.5)
      %objective_14: float32[1] = Mul(%l2, %objective_13)
      %objective_15: float32[1,2,2,2] = Mul(%objective_6, %objective_6)
      %objective_16: float32[] = ReduceSum(%objective_15, [0,1,2,3]) {keepdims=0}
      %objective_17: float32[] = Mul(%objective_16, 0.5)
      %objective_18: float32[1] = Mul(%prior, %objective_17)
      %objective_19: float32[1] = Add(%objective_9, %objective_14)
      %objective_20: float32[1] = Add(%objective_19, %objective_18)
      %objective: float32[1] = Identity(%objective_20)
      output %noise_pred: float32[1,2,2,2]
      output %objective: float32[1]"
  `);
});
