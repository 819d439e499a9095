/** Pictures that say where an edit happens, at latent size, 0..1. */
import { extentsOf } from '../tensor/extents.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { measureDifference } from './latent-difference.ts';
import { type Raster, divideByLargest, maxPool, resizeBilinear, resizeNearest, stretch, union } from './raster.ts';
import { sumMaps } from './sum-maps.ts';

export type EvidenceId = 'attention' | 'difference' | 'product' | 'prompt-to-prompt';

export interface EvidenceInputs {
  /** Cross-attention maps summed over steps, [2, tokens, height, width], rows [source, target]; null before the first. */
  readonly maps: Tensor | null;
  readonly sourcePositions: readonly number[];
  readonly targetPositions: readonly number[];
  /** Clean latents of both rows as predicted in this step, [1, channels, height, width]. */
  readonly sourceClean: Tensor;
  readonly targetClean: Tensor;
}

export interface EvidenceSource {
  readonly readsMaps: boolean;
  /** Null when there is nothing to go by. */
  gather(inputs: EvidenceInputs): Raster | null;
}

export const EVIDENCE = {
  attention: { readsMaps: true, gather: gatherAttention },
  difference: { readsMaps: false, gather: gatherDifference },
  product: { readsMaps: true, gather: gatherProduct },
  'prompt-to-prompt': { readsMaps: true, gather: gatherAsPublished },
} as const satisfies Record<EvidenceId, EvidenceSource>;

/** What the changed words attend to, in either row, spread by one pixel, between its smallest and its largest value. */
function gatherAttention(inputs: EvidenceInputs): Raster | null {
  return gatherRows(inputs, (map, width, height) => stretch(resizeBilinear(map, width, height)));
}

/** The same as Prompt-to-Prompt's program prepares it: enlarged by repetition, divided by its largest value. */
function gatherAsPublished(inputs: EvidenceInputs): Raster | null {
  return gatherRows(inputs, (map, width, height) => divideByLargest(resizeNearest(map, width, height)));
}

function gatherRows(
  { maps, sourcePositions, targetPositions, sourceClean }: EvidenceInputs,
  prepare: (map: Raster, width: number, height: number) => Raster,
): Raster | null {
  if (!maps || (sourcePositions.length === 0 && targetPositions.length === 0)) return null;
  const { height, width } = extentsOf(sourceClean.shape);
  const spread = (row: number, positions: readonly number[]): Raster =>
    prepare(maxPool(sumMaps(maps, row, positions), 1), width, height);
  return union(spread(0, sourcePositions), spread(1, targetPositions));
}

/** How far apart the two rows are. */
function gatherDifference({ sourceClean, targetClean }: EvidenceInputs): Raster {
  return stretch(measureDifference(targetClean, sourceClean));
}

/** Geometric mean of both: where the words look and something changed. */
function gatherProduct(inputs: EvidenceInputs): Raster | null {
  const attention = gatherAttention(inputs);
  if (!attention) return null;
  const difference = gatherDifference(inputs);
  return stretch({
    ...difference,
    data: difference.data.map((value, i) => Math.sqrt(value * (attention.data[i] ?? 0))),
  });
}
