import { describe, expect, it } from 'vitest';
import { int, ints } from '../graph/attributes.ts';
import { printGraph } from '../graph/print.ts';
import { verifyGraph } from '../graph/verify.ts';
import { inferNode } from '../ops/infer-node.ts';
import { DATA_TYPES } from '../tensor/data-type.ts';
import { simplify } from './simplify.ts';
import { addNamed, builderWith, externalWeight } from './testing/graphs.ts';

describe('simplify', () => {
  it('merges duplicates, joins reshapes and transposes, and drops what does nothing', () => {
    const builder = builderWith({ x: [2, 3, 4] });
    const turned = builder.emit('Transpose', ['x'], { perm: ints([0, 2, 1]) });
    const back = builder.emit('Transpose', [turned], { perm: ints([0, 2, 1]) });
    const same = builder.emit('Add', [builder.emit('Mul', [back, builder.float(1)]), builder.float(0)]);
    const flat = builder.emit('Reshape', [builder.emit('Unsqueeze', [same, builder.ints([0])]), builder.ints([6, 4])]);
    const twice = builder.emit('Add', [builder.emit('Sigmoid', [flat]), builder.emit('Sigmoid', [flat])]);
    builder.emit('Exp', [twice]);
    addNamed(builder, 'Identity', [twice], 'y');
    const graph = simplify(builder.build({ outputs: ['y'] }));
    verifyGraph(graph, { infer: inferNode });
    expect(printGraph(graph)).toMatchInlineSnapshot(`
      "graph small (onnx 18)
        input %x: float32[2,3,4]
        %v_9: float32[6,4] = Reshape(%x, [6,4])
        %v_10: float32[6,4] = Sigmoid(%v_9)
        %y: float32[6,4] = Add(%v_10, %v_10)
        output %y: float32[6,4]"
    `);
  });

  it('drops a product by ones that are repeated and cast', () => {
    const builder = builderWith({ x: [2, 3] });
    const ones = builder.emit('Expand', [builder.float(1, [], 'float16'), builder.ints([3])]);
    const wide = builder.emit('Cast', [ones], { to: int(DATA_TYPES.float32.onnxCode) });
    const twos = builder.emit('Expand', [builder.float(2), builder.ints([3])]);
    const product = builder.emit('Mul', [builder.emit('Mul', ['x', wide]), twos]);
    const graph = simplify(builder.build({ outputs: [builder.emit('Exp', [product])] }));
    expect(graph.nodes.map(({ op }) => op)).toEqual(['Mul', 'Exp']);
  });

  it('keeps a slice that turns an axis round', () => {
    const builder = builderWith({ x: [2, 3] });
    const slice = (step: number, end: number) =>
      builder.emit('Slice', [
        'x',
        builder.ints([0 - (step < 0 ? 1 : 0)]),
        builder.ints([end]),
        builder.ints([1]),
        builder.ints([step]),
      ]);
    const graph = builder.build({ outputs: [builder.emit('Add', [slice(1, 3), slice(-1, -(2 ** 31))])] });
    expect(simplify(graph).nodes.map(({ op }) => op)).toEqual(['Slice', 'Add']);
  });

  it('concatenates what two slices of one axis leave in a derivative', () => {
    const builder = builderWith({ a: [2, 3], b: [2, 5] });
    const left = builder.emit('Pad', ['a', builder.ints([0, 0, 0, 5])]);
    const right = builder.emit('Pad', ['b', builder.ints([0, 3, 0, 0])]);
    addNamed(builder, 'Add', [right, left], 'y');
    expect(printGraph(simplify(builder.build({ outputs: ['y'] })))).toMatchInlineSnapshot(`
      "graph small (onnx 18)
        input %a: float32[2,3]
        input %b: float32[2,5]
        %y: float32[2,8] = Concat(%a, %b) {axis=1}
        output %y: float32[2,8]"
    `);
  });

  it('adds padded pieces that overlap', () => {
    const builder = builderWith({ a: [2, 3], b: [2, 5] });
    const left = builder.emit('Pad', ['a', builder.ints([0, 0, 0, 4])]);
    const right = builder.emit('Pad', ['b', builder.ints([0, 2, 0, 0])]);
    addNamed(builder, 'Add', [right, left], 'y');
    expect(simplify(builder.build({ outputs: ['y'] })).nodes.map(({ op }) => op)).toEqual(['Pad', 'Pad', 'Add']);
  });

  it('keeps a neutral constant that widens the shape', () => {
    const builder = builderWith({ x: [3] });
    addNamed(builder, 'Mul', ['x', builder.float(1, [2, 1])], 'y');
    expect(simplify(builder.build({ outputs: ['y'] })).nodes).toHaveLength(1);
  });

  it('keeps the names of outputs, also of two outputs with one value', () => {
    const builder = builderWith({ x: [3] });
    const y = builder.emit('Exp', ['x']);
    for (const [op, name] of [
      ['Identity', 'a'],
      ['Identity', 'b'],
    ] as const)
      addNamed(builder, op, [y], name);
    addNamed(builder, 'Identity', ['x'], 'c');
    const graph = simplify(builder.build({ outputs: ['a', 'b', 'c'] }));
    verifyGraph(graph, { infer: inferNode });
    expect(printGraph(graph)).toMatchInlineSnapshot(`
      "graph small (onnx 18)
        input %x: float32[3]
        %a: float32[3] = Exp(%x)
        %b: float32[3] = Identity(%a)
        %c: float32[3] = Identity(%x)
        output %a: float32[3]
        output %b: float32[3]
        output %c: float32[3]"
    `);
  });

  it('shares the cast of a half-precision weight', () => {
    const builder = builderWith({ x: [2, 2] });
    const weight = externalWeight(builder, 'w16', [2, 2], 'float16');
    const cast = () => builder.emit('Cast', [weight], { to: { kind: 'int', value: 1 } });
    addNamed(builder, 'MatMul', [builder.emit('MatMul', ['x', cast()]), cast()], 'y');
    const graph = simplify(builder.build({ outputs: ['y'] }));
    expect(graph.nodes.map(({ op }) => op)).toEqual(['Cast', 'MatMul', 'MatMul']);
  });
});
