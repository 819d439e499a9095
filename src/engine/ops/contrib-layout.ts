import type { ValueName } from '../graph/graph.ts';
import type { Emitter } from '../graph/emitter.ts';
import { transposed } from './emission.ts';

/** [B, height, width, C] to [B, C, height, width]. Opposite moves that meet are cancelled by `simplify`. */
export function channelsFirst(emitter: Emitter, x: ValueName): ValueName {
  return transposed(emitter, x, [0, 3, 1, 2]);
}

export function channelsLast(emitter: Emitter, x: ValueName): ValueName {
  return transposed(emitter, x, [0, 2, 3, 1]);
}
