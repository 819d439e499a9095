import type { Tensor } from '../tensor/tensor.ts';

/** Which source attention a target token takes: M [tokens, tokens] (source row to target column) and alpha [tokens]. */
export interface WordMap {
  readonly mapper: 'replace' | 'refine';
  readonly wordMap: Tensor;
  /** 1 where the target token takes the source's map, 0 where it keeps its own. */
  readonly wordAlpha: Tensor;
}
