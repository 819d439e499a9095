import { int } from '../../graph/attributes.ts';
import type { Graph, ValueName } from '../../graph/graph.ts';
import { builderWith } from './graphs.ts';

/** [s, a s + b t] of the rows of x [2, heads, 4, 3], as attention control writes it; s is an output as well. */
export function mixtureGraph(by: 'numbers' | 'matrix', rows = 2): Graph {
  const builder = builderWith({
    x: [rows, 2, 4, 3],
    a: by === 'numbers' ? [1] : [3, 3],
    b: by === 'numbers' ? [1] : [3],
  });
  const slice = (from: number, to: number): ValueName =>
    builder.emit('Slice', ['x', ...[[from], [to], [0]].map((place) => builder.ints(place))]);
  const [source, target] = [slice(0, rows / 2), slice(rows / 2, rows)];
  const fromSource = builder.emit(by === 'numbers' ? 'Mul' : 'MatMul', [source, 'a']);
  const mixed = builder.emit('Add', [fromSource, builder.emit('Mul', [target, 'b'])]);
  return builder.build({ outputs: [builder.emit('Concat', [source, mixed], { axis: int(0) }), source] });
}
