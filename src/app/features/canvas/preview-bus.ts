import type { PixelImage } from '../../../protocol/edit-request.ts';

type PreviewListener = (image: PixelImage) => void;

/** Carries previews from the engine straight to the canvas, past React. */
export interface PreviewBus {
  publish(image: PixelImage): void;
  /** Returns how to stop listening. */
  subscribe(listener: PreviewListener): () => void;
}

export function createPreviewBus(): PreviewBus {
  const listeners = new Set<PreviewListener>();
  return {
    publish(image) {
      for (const listener of listeners) listener(image);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
