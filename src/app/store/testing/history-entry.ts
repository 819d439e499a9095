import type { PixelImage } from '../../../protocol/edit-request.ts';
import type { HistoryEntry } from '../history-reducer.ts';
import { createResult } from './edit-result.ts';

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
    result: createResult({ runId: `run-${id}`, image, mask: new Uint8Array([0, 64, 128, 255]) }),
  };
}
