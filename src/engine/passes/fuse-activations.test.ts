import { describe, expect, it } from 'vitest';
import type { ValueName } from '../graph/graph.ts';
import type { GraphBuilder } from '../graph/builder.ts';
import { fuseActivations } from './fuse-activations.ts';
import { removeDeadCode } from './remove-dead-code.ts';
import { addNamed, builderWith } from './testing/graphs.ts';

/** Operators that are left when y = `write`(x). */
function operatorsOf(write: (builder: GraphBuilder, x: ValueName) => readonly [ValueName, ValueName]): string[] {
  const builder = builderWith({ x: [2, 3] });
  const [left, right] = write(builder, 'x');
  addNamed(builder, 'Mul', [left, right], 'y');
  return removeDeadCode(fuseActivations(builder.build({ outputs: ['y'] }))).nodes.map(({ op }) => op);
}

function onePlusErf(builder: GraphBuilder, argument: ValueName): ValueName {
  return builder.emit('Add', [builder.emit('Erf', [argument]), builder.float(1)]);
}

describe('fuseActivations', () => {
  it('finds SiLU with its factors in either order', () => {
    expect(operatorsOf((b, x) => [x, b.emit('Sigmoid', [x])])).toEqual(['QuickGelu']);
    expect(operatorsOf((b, x) => [b.emit('Sigmoid', [x]), x])).toEqual(['QuickGelu']);
  });

  it('finds GELU wherever the half stands', () => {
    const scaled = (b: GraphBuilder, x: ValueName) => b.emit('Div', [x, b.float(Math.SQRT2)]);
    const half = (b: GraphBuilder) => b.float(0.5);
    expect(operatorsOf((b, x) => [b.emit('Mul', [x, onePlusErf(b, scaled(b, x))]), half(b)])).toEqual(['Gelu']);
    expect(operatorsOf((b, x) => [x, b.emit('Mul', [half(b), onePlusErf(b, scaled(b, x))])])).toEqual(['Gelu']);
    const turned = (b: GraphBuilder, x: ValueName) => b.emit('Mul', [b.float(Math.SQRT1_2), x]);
    expect(operatorsOf((b, x) => [b.emit('Mul', [x, half(b)]), onePlusErf(b, turned(b, x))])).toEqual(['Gelu']);
  });

  it('leaves what only looks alike', () => {
    const other = (b: GraphBuilder) => b.emit('Exp', ['x']);
    expect(operatorsOf((b, x) => [other(b), b.emit('Sigmoid', [x])])).toEqual(['Exp', 'Sigmoid', 'Mul']);
    const unscaled = operatorsOf((b, x) => [b.emit('Mul', [x, onePlusErf(b, x)]), b.float(0.5)]);
    expect(unscaled).toEqual(['Erf', 'Add', 'Mul', 'Mul']);
  });
});
