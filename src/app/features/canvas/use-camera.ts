import { useEffect, useRef, type CSSProperties, type PointerEvent, type RefObject } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import type { Photo } from '../../photo/photo.ts';
import { panBy, refit, zoomBy, zoomOf, type Camera } from '../../store/camera.ts';

/** A notch of a wheel is 100 or more; the fingers of a pinch on a touchpad send small numbers with Ctrl. */
const WHEEL_RATE = 0.0015;
const PINCH_RATE = 0.01;
/** Above this many screen pixels a photo pixel they are shown as squares. */
const SQUARES_ABOVE = 2;

export interface CameraHandles {
  /** For every layer of the picture. */
  readonly style: CSSProperties;
  readonly isZoomed: boolean;
  /** Pixels of the device per photo pixel; null before the view is measured. */
  readonly deviceScale: number | null;
  /** Handles a pointer that moves the photo, unless only a pinch may, or pinches; false if it is free for other uses. */
  readonly onPointer: (event: PointerEvent<HTMLElement>, isPinchOnly?: boolean) => boolean;
}

/** Wheel, pinch and drag on the picture. `view` is what one whole photo fits into. */
export function useCamera(view: RefObject<HTMLElement | null>, photo: Photo): CameraHandles {
  const { store } = useApp();
  const camera = useAppState((state) => state.view.camera);
  const pointers = useRef(new Map<number, { readonly x: number; readonly y: number }>());

  useEffect(() => {
    const element = view.current;
    if (element === null) return undefined;
    const change = (by: (camera: Camera) => Camera): void => {
      store.setState(({ view: state }) => ({ view: { ...state, camera: by(state.camera) } }));
    };
    // Its width with fractions, before any transform: 100 % is exact.
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) change((current) => refit(current, entry.contentRect.width / photo.widthPx));
    });
    observer.observe(element);
    const onWheel = (event: WheelEvent): void => {
      // The whole photo cannot become smaller: the wheel then scrolls the page.
      if (event.deltaY > 0 && zoomOf(store.getState().view.camera) === 1) return;
      event.preventDefault();
      const rate = event.ctrlKey ? PINCH_RATE : WHEEL_RATE;
      change((current) =>
        zoomBy(current, Math.exp(-event.deltaY * rate), placeIn(element, event.clientX, event.clientY)),
      );
    };
    // React listens to wheels passively: it could not keep the page from scrolling.
    const frame = element.parentElement ?? element;
    frame.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      observer.disconnect();
      frame.removeEventListener('wheel', onWheel);
    };
  }, [store, view, photo]);

  const onPointer = (event: PointerEvent<HTMLElement>, isPinchOnly = false): boolean => {
    const element = view.current;
    const last = pointers.current.get(event.pointerId);
    if (element === null) return false;
    if (event.type === 'pointerup' || event.type === 'pointercancel') {
      pointers.current.delete(event.pointerId);
      return false;
    }
    const now = { x: event.clientX, y: event.clientY };
    if (event.type === 'pointerdown') {
      event.currentTarget.setPointerCapture(event.pointerId);
    } else if (last === undefined) return false;
    pointers.current.set(event.pointerId, now);
    const isPinch = pointers.current.size === 2;
    if (!isPinch && (isPinchOnly || zoomOf(camera) === 1)) return false;
    if (last === undefined) return true;
    const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1];
    const factor = isPinch && other !== undefined ? distance(now, other) / Math.max(1, distance(last, other)) : 1;
    const share = isPinch ? 0.5 : 1;
    const { clientWidth, clientHeight } = element;
    store.setState(({ view: state }) => ({
      view: {
        ...state,
        camera: panBy(
          zoomBy(state.camera, factor, placeIn(element, now.x, now.y)),
          (share * (now.x - last.x)) / clientWidth,
          (share * (now.y - last.y)) / clientHeight,
        ),
      },
    }));
    return true;
  };

  const zoom = zoomOf(camera);
  const isZoomed = zoom > 1;
  const hasSquares = isZoomed && zoom * camera.fitScale > SQUARES_ABOVE;
  const transform = `translate(${100 * zoom * (0.5 - camera.x)}%, ${100 * zoom * (0.5 - camera.y)}%) scale(${zoom})`;
  return {
    style: isZoomed ? { transform, imageRendering: hasSquares ? 'pixelated' : 'auto' } : {},
    isZoomed,
    deviceScale: camera.fitScale === 0 ? null : zoom * camera.fitScale * devicePixelRatio,
    onPointer,
  };
}

/** Where a point of the screen lies in the view, 0..1. Beside it (the other half, side by side) counts as the same place. */
function placeIn(element: HTMLElement, clientX: number, clientY: number): { x: number; y: number } {
  const { left, top, width, height } = element.getBoundingClientRect();
  const across = (clientX - left) / width;
  return { x: across > 1 ? across - Math.floor(across) : across, y: (clientY - top) / height };
}

function distance(
  a: { readonly x: number; readonly y: number },
  b: { readonly x: number; readonly y: number },
): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
