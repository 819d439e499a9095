import type { PixelImage } from '../../../protocol/edit-request.ts';
import type { HistoryEntry } from '../history-reducer.ts';

/** A small edit of a photo, for tests. */
export function createEntry(id: string, photoId: string, target = 'a blue ball'): HistoryEntry {
  const image: PixelImage = { width: 2, height: 2, data: new Uint8ClampedArray(16).fill(id.charCodeAt(0)) };
  return {
    id,
    key: `${photoId} ${target}`,
    name: target,
    photo: {
      id: photoId,
      name: `${photoId}.png`,
      file: new Blob([photoId], { type: 'image/png' }),
      widthPx: 2,
      heightPx: 2,
      crop: { x: 0, y: 0, width: 2, height: 2 },
      pixels: { ...image, data: new Uint8ClampedArray(16).fill(photoId.charCodeAt(0)) },
    },
    prompts: { source: 'a red ball', target, emphasis: { 1: 1.4 } },
    tuning: { freedom: 0.5, overrides: { seed: 7 } },
    result: {
      runId: `run-${id}`,
      image,
      mask: new Uint8Array([0, 64, 128, 255]),
      automaticMask: null,
      wordMaps: null,
      inversion: {
        method: 'rnri',
        residuals: [[0.1, 0.01]],
        rows: 8,
        seconds: 1,
        noiseEnergy: 0.4,
        reconstruction: image,
        psnrReconstruction: 30,
      },
      rows: { draft: 0, invert: 8, edit: 8 },
      seconds: { encode: 0, draft: 0, invert: 1, edit: 1, decode: 0 },
      cached: [],
      psnrBound: 31,
      isUnfamiliar: false,
    },
  };
}
