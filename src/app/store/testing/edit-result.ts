import type { EditResult, PixelImage } from '../../../protocol/engine.ts';

/** What an edit that inverted its photo gives back, for tests; `parts` are what the test is about. */
export function createResult(
  parts: Partial<EditResult> & Pick<EditResult, 'image'>,
  reconstruction: PixelImage = parts.image,
): EditResult {
  return {
    runId: 'run-1',
    mask: null,
    automaticMask: null,
    wordMaps: null,
    inversion: {
      method: 'rnri',
      residuals: [[0.1, 0.01]],
      rows: 8,
      seconds: 1,
      noiseEnergy: 0.4,
      reconstruction,
      psnrReconstruction: 30,
    },
    rows: { draft: 0, invert: 8, edit: 8 },
    seconds: { encode: 0, draft: 0, invert: 1, edit: 1, decode: 0 },
    cached: [],
    psnrBound: 31,
    isUnfamiliar: false,
    ...parts,
  };
}
