import { CommandFailure } from '../../support/command-failure.ts';

/** Side of the masks of PIE-Bench. */
export const MASK_SIDE = 512;

/**
 * A mask of PIE-Bench, 1 where the picture is edited, [512 x 512]: pairs of where a run begins, row by row, and how long it is. The outermost
 * pixels count as edited whatever the runs say, as in its evaluation: they are annotated carelessly. Throws `CommandFailure` for what are no
 * such pairs.
 */
export function decodeMask(runs: unknown): Float32Array {
  const lengths = typeof runs === 'string' ? runs.trim().split(/\s+/).map(Number) : runs;
  if (
    !Array.isArray(lengths) ||
    lengths.length % 2 !== 0 ||
    !lengths.every((value) => Number.isInteger(value) && value >= 0)
  ) {
    throw new CommandFailure(
      'A mask of PIE-Bench is a list of whole numbers in pairs: where a run begins, and its length.',
    );
  }
  const mask = new Float32Array(MASK_SIDE * MASK_SIDE);
  for (let i = 0; i < lengths.length; i += 2) mask.fill(1, lengths[i], Number(lengths[i]) + Number(lengths[i + 1]));
  for (let i = 0; i < MASK_SIDE; i++) {
    for (const pixel of [i, (MASK_SIDE - 1) * MASK_SIDE + i, i * MASK_SIDE, i * MASK_SIDE + MASK_SIDE - 1])
      mask[pixel] = 1;
  }
  return mask;
}
