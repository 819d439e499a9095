import type { PixelImage } from '../../protocol/edit-request.ts';
import type { PreviewBus } from '../app-context.ts';

export function createPreviewBus(): PreviewBus {
  const listeners = new Set<(image: PixelImage) => void>();
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
