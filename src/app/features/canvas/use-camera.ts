import { useLayoutEffect, type CSSProperties, type RefObject } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { useDeviceScale } from './use-device-scale.ts';
import type { Photo } from '../../photo/photo.ts';
import { placePhoto, placeSeen, refit, zoomOf, type CameraFit, type ViewRectangle } from '../../store/camera.ts';

/** Above this many screen pixels a photo pixel they are shown as squares. */
const SQUARES_ABOVE = 2;

export interface CameraView {
  /** The part of the view in which the photo is seen. */
  readonly frame: CSSProperties;
  /** The whole photo within the frame: for every layer of the picture. */
  readonly layer: CSSProperties;
  readonly isZoomed: boolean;
  /** Pixels of the device per photo pixel; null before the view is measured. */
  readonly deviceScale: number | null;
}

/** What is seen of the photo. It fits into `room`, the part of `view` that nothing covers. */
export function useCamera(
  view: RefObject<HTMLElement | null>,
  room: RefObject<HTMLElement | null>,
  photo: Photo,
): CameraView {
  const { store } = useApp();
  const camera = useAppState((state) => state.view.camera);
  // Side by side each view has half of the stage.
  const mode = useAppState((state) => state.view.mode);
  const devicePixels = useDeviceScale();

  // Before the page is drawn: a photo in a view of another size would be seen out of shape for a moment.
  useLayoutEffect(() => {
    const elements = [view.current, room.current] as const;
    if (elements[0] === null || elements[1] === null) return undefined;
    const [whole, free] = elements;
    const measure = (): void => {
      const fit = measureFit(whole.getBoundingClientRect(), free.getBoundingClientRect(), photo);
      store.setState((state) => ({ view: { ...state.view, camera: refit(state.view.camera, fit) } }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(whole);
    observer.observe(free);
    return () => observer.disconnect();
    // The mode gives the elements their sizes.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [store, view, room, photo, mode]);

  const zoom = zoomOf(camera);
  const isZoomed = zoom > 1;
  const hasSquares = isZoomed && zoom * camera.fitScale > SQUARES_ABOVE;
  const [seen, whole] = [placeSeen(camera), placePhoto(camera)];
  return {
    frame: toStyle(seen),
    layer: {
      ...toStyle({
        left: (whole.left - seen.left) / seen.width,
        top: (whole.top - seen.top) / seen.height,
        width: whole.width / seen.width,
        height: whole.height / seen.height,
      }),
      imageRendering: hasSquares ? 'pixelated' : 'auto',
    },
    isZoomed,
    deviceScale: camera.fitScale === 0 ? null : zoom * camera.fitScale * devicePixels,
  };
}

function measureFit(view: DOMRect, room: DOMRect, { widthPx, heightPx }: Photo): CameraFit {
  const fitScale = Math.min(room.width / widthPx, room.height / heightPx);
  const inPhotos = ({ width, height }: DOMRect) => ({
    width: width / (widthPx * fitScale),
    height: height / (heightPx * fitScale),
  });
  return {
    fitScale,
    view: inPhotos(view),
    room: inPhotos(room),
    middle: {
      x: (room.x + room.width / 2 - view.x) / view.width,
      y: (room.y + room.height / 2 - view.y) / view.height,
    },
  };
}

function toStyle(parts: ViewRectangle): CSSProperties {
  const percent = (part: number): string => `${100 * part}%`;
  return {
    left: percent(parts.left),
    top: percent(parts.top),
    width: percent(parts.width),
    height: percent(parts.height),
  };
}
