/** `AttributeProto.AttributeType` numbers of the attribute kinds that Renoir reads. */
import type { Attribute } from '../graph/graph.ts';

export const ATTRIBUTE_KINDS = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8,
} as const satisfies Record<Attribute['kind'], number>;
