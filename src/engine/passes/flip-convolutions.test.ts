import { expect, it } from 'vitest';
import { ints } from '../graph/attributes.ts';
import { printGraph } from '../graph/print.ts';
import { verifyGraph } from '../graph/verify.ts';
import { inferNode } from '../ops/infer-node.ts';
import { flipConvolutions } from './flip-convolutions.ts';
import { builderWith, externalWeight } from './testing/graphs.ts';

it('writes transposed convolutions of stride 1 as ordinary ones and leaves the others', () => {
  const builder = builderWith({ x: [1, 4, 8, 8] });
  const pads = ints([1, 0, 1, 0]);
  const a = builder.emit('ConvTranspose', ['x', externalWeight(builder, 'w', [4, 6, 3, 3])], { pads });
  const b = builder.emit('ConvTranspose', [a, externalWeight(builder, 'pointwise', [6, 2, 1, 1])]);
  const c = builder.emit('ConvTranspose', [b, externalWeight(builder, 'up', [2, 2, 2, 2])], { strides: ints([2, 2]) });
  const graph = flipConvolutions(builder.build({ outputs: [c] }));
  verifyGraph(graph, { infer: inferNode });
  expect(printGraph(graph)).toMatchInlineSnapshot(`
    "graph small (onnx 18)
      input %x: float32[1,4,8,8]
      %flip_0: float32[6,4,3,3] = Transpose(w) {perm=[1,0,2,3]}
      %flip_4: float32[6,4,3,3] = Slice(%flip_0, [-1,-1], [-2147483648,-2147483648], [2,3], [-1,-1])
      %v_0: float32[1,6,8,10] = Conv(%x, %flip_4) {dilations=[1,1], kernel_shape=[3,3], pads=[1,2,1,2]}
      %flip_5: float32[2,6,1,1] = Transpose(pointwise) {perm=[1,0,2,3]}
      %v_1: float32[1,2,8,10] = Conv(%v_0, %flip_5) {dilations=[1,1], kernel_shape=[1,1], pads=[0,0,0,0]}
      %v_2: float32[1,2,16,20] = ConvTranspose(%v_1, up) {strides=[2,2]}
      output %v_2: float32[1,2,16,20]"
  `);
});
