import { useEffect, type CSSProperties, type RefObject } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import type { Photo } from '../../photo/photo.ts';
import { refit, zoomOf } from '../../store/camera.ts';

/** Above this many screen pixels a photo pixel they are shown as squares. */
const SQUARES_ABOVE = 2;

export interface CameraView {
  /** For every layer of the picture. */
  readonly style: CSSProperties;
  readonly isZoomed: boolean;
  /** Pixels of the device per photo pixel; null before the view is measured. */
  readonly deviceScale: number | null;
}

/** What is seen of the photo. `view` is what one whole photo fits into. */
export function useCamera(view: RefObject<HTMLElement | null>, photo: Photo): CameraView {
  const { store } = useApp();
  const camera = useAppState((state) => state.view.camera);

  useEffect(() => {
    const element = view.current;
    if (element === null) return undefined;
    // Its width with fractions, before any transform: 100 % is exact.
    const observer = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      const fitScale = entry.contentRect.width / photo.widthPx;
      store.setState((state) => ({ view: { ...state.view, camera: refit(state.view.camera, fitScale) } }));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [store, view, photo]);

  const zoom = zoomOf(camera);
  const isZoomed = zoom > 1;
  const hasSquares = isZoomed && zoom * camera.fitScale > SQUARES_ABOVE;
  const transform = `translate(${100 * zoom * (0.5 - camera.x)}%, ${100 * zoom * (0.5 - camera.y)}%) scale(${zoom})`;
  return {
    style: isZoomed ? { transform, imageRendering: hasSquares ? 'pixelated' : 'auto' } : {},
    isZoomed,
    deviceScale: camera.fitScale === 0 ? null : zoom * camera.fitScale * devicePixelRatio,
  };
}
