import type { GraphBuilder } from '../graph/builder.ts';
import type { ValueName } from '../graph/graph.ts';
import { arithmeticLike, castTo } from '../ops/emission.ts';

/** gate a + (1 - gate) b, in the type of a: exactly a at 1 and b at 0. */
export function mixGated(builder: GraphBuilder, gate: ValueName, a: ValueName, b: ValueName): ValueName {
  const { add, sub, mul } = arithmeticLike(builder, a);
  const part = castTo(builder, gate, builder.typeOf(a).dtype);
  return add(mul(a, part), mul(b, sub(1, part)));
}
