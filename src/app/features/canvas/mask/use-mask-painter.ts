import { useCallback, useEffect, useMemo, useRef, type KeyboardEvent, type PointerEvent, type RefObject } from 'react';
import { useApp, useAppState } from '../../../app-context.ts';
import { texts } from '../../../i18n/texts.ts';
import type { Photo } from '../../../photo/photo.ts';
import { toPhotoPlace, toViewPlace, zoomOf } from '../../../store/camera.ts';
import { addMark } from '../../../store/mask-reducer.ts';
import { isPainted, NO_MASK, type Stroke } from '../../../store/painted-mask.ts';
import { paintImage } from '../../../picture/paint-image.ts';
import { paintOverlay } from '../../../mask/paint-overlay.ts';
import { paintStroke, type MaskGrid, type MaskLayers } from '../../../mask/paint-marks.ts';
import { createMarkPainter, softenLayers } from '../../../mask/rasterise-mask.ts';

export interface MaskPainter {
  /** Shows what is painted; belongs over the edited part of the photo. */
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  /** The outline of the brush; belongs over the view. */
  readonly cursor: RefObject<HTMLSpanElement | null>;
  /** Says where the brush is, to those who listen. */
  readonly spoken: RefObject<HTMLSpanElement | null>;
  /** Handles a pointer that paints; two fingers are left to the camera. */
  readonly onPointer: (event: PointerEvent<HTMLElement>) => boolean;
  readonly onPointerLeave: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onKeyUp: (event: KeyboardEvent) => void;
  readonly onFocus: () => void;
  readonly onBlur: () => void;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** A point is kept when the brush has moved this part of its radius. */
const POINT_SPACING = 1 / 6;
/** Parts of the edited area's shorter side that an arrow key moves the brush by. */
const KEY_STEP = 0.02;
const LARGE_KEY_STEP = 0.1;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** False for a stroke beside the edited part, which would be paint that nobody sees. */
function touchesCrop({ points, radiusPx }: Stroke, { x, y, width, height }: Photo['crop']): boolean {
  return points.some((left, i) => {
    const top = points[i + 1];
    if (i % 2 === 1 || top === undefined) return false;
    return left > x - radiusPx && left < x + width + radiusPx && top > y - radiusPx && top < y + height + radiusPx;
  });
}

/** A brush over the picture, by pointer and by keyboard. A stroke enters the state when it ends; until then it is only on the canvas. */
export function useMaskPainter(view: RefObject<HTMLElement | null>, photo: Photo, isOn: boolean): MaskPainter {
  const { store } = useApp();
  const mask = useAppState((state) => state.tuning.mask ?? NO_MASK);
  const automatic = useAppState((state) => state.run.result?.automaticMask ?? null);
  const camera = useAppState((state) => state.view.camera);
  const brush = useAppState((state) => state.view.brush);
  const canvas = useRef<HTMLCanvasElement>(null);
  const cursor = useRef<HTMLSpanElement>(null);
  const spoken = useRef<HTMLSpanElement>(null);
  const place = useRef<Place | null>(null);
  const pointers = useRef(new Set<number>());
  const stroke = useRef<{ readonly points: number[]; readonly working: MaskLayers } | null>(null);
  const painter = useMemo(() => createMarkPainter(), []);

  const side = Math.min(photo.crop.width, photo.crop.height);
  const radiusPx = brush.radius * side;
  const grid = useMemo<MaskGrid>(
    () => ({ crop: photo.crop, width: photo.pixels.width, height: photo.pixels.height }),
    [photo],
  );

  const repaint = useCallback(() => {
    if (!isOn || canvas.current === null) return;
    const painted = isPainted(mask) ? softenLayers(painter(mask, grid), mask, grid) : null;
    paintImage(canvas.current, paintOverlay(automatic, painted, grid));
  }, [isOn, mask, automatic, grid, painter]);
  useEffect(repaint, [repaint]);

  const moveCursor = (to: Place | null): void => {
    place.current = to;
    const element = cursor.current;
    if (element === null) return;
    const width = view.current?.clientWidth ?? 0;
    const at = to === null ? null : toViewPlace(camera, { x: to.x / photo.widthPx, y: to.y / photo.heightPx });
    const diameter = (2 * radiusPx * zoomOf(camera) * width) / photo.widthPx;
    element.hidden = at === null;
    if (at === null) return;
    Object.assign(element.style, {
      left: `${100 * at.x}%`,
      top: `${100 * at.y}%`,
      width: `${diameter}px`,
      height: `${diameter}px`,
    });
  };
  // The brush grows and the picture moves under a pointer that rests.
  useEffect(() => moveCursor(isOn ? place.current : null));

  const extend = (to: Place): void => {
    const current = stroke.current;
    if (current === null || canvas.current === null) return;
    const { points, working } = current;
    const last = points.slice(-2);
    const moved = Math.hypot(to.x - (last[0] ?? Infinity), to.y - (last[1] ?? Infinity));
    if (moved < POINT_SPACING * radiusPx) return;
    points.push(Math.round(to.x * 10) / 10, Math.round(to.y * 10) / 10);
    paintStroke(working, { kind: brush.tool, radiusPx, points: points.slice(-4) }, grid);
    paintImage(canvas.current, paintOverlay(automatic, { ...working, isLimit: mask.isLimit }, grid));
  };
  const begin = (at: Place): void => {
    const { added, removed } = painter(mask, grid);
    stroke.current = { points: [], working: { added: added.slice(), removed: removed.slice() } };
    extend(at);
  };
  const end = (isKept: boolean): void => {
    const current = stroke.current;
    stroke.current = null;
    if (current === null) return;
    const mark: Stroke = { kind: brush.tool, radiusPx, points: current.points };
    if (isKept && touchesCrop(mark, photo.crop)) store.setState((state) => addMark(state, mark));
    else repaint();
  };

  const onPointer = (event: PointerEvent<HTMLElement>): boolean => {
    const element = view.current;
    if (!isOn || element === null) return false;
    const { left, top, width, height } = element.getBoundingClientRect();
    const at = toPhotoPlace(camera, { x: (event.clientX - left) / width, y: (event.clientY - top) / height });
    const to = { x: at.x * photo.widthPx, y: at.y * photo.heightPx };
    if (event.type === 'pointerup' || event.type === 'pointercancel') {
      pointers.current.delete(event.pointerId);
      end(event.type === 'pointerup');
      if (event.pointerType !== 'mouse') moveCursor(null);
      return false;
    }
    if (event.type === 'pointerdown') {
      pointers.current.add(event.pointerId);
      // The second finger says that the first did not mean to paint.
      if (pointers.current.size > 1) end(false);
      else {
        event.currentTarget.setPointerCapture(event.pointerId);
        begin(to);
      }
    }
    moveCursor(to);
    extend(to);
    return pointers.current.size < 2;
  };

  const middle = (): Place => ({
    x: photo.crop.x + photo.crop.width / 2,
    y: photo.crop.y + photo.crop.height / 2,
  });
  const say = (at: Place): void => {
    if (spoken.current === null) return;
    const percentOf = (part: number, from: number, whole: number): number => Math.round((100 * (part - from)) / whole);
    const across = percentOf(at.x, photo.crop.x, photo.crop.width);
    const down = percentOf(at.y, photo.crop.y, photo.crop.height);
    spoken.current.textContent = texts.mask.brushAt(across, down, stroke.current !== null);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const from = place.current ?? middle();
    const arrow = ARROWS[event.key];
    if (arrow !== undefined) {
      const step = (event.shiftKey ? LARGE_KEY_STEP : KEY_STEP) * side;
      const { crop } = photo;
      const to = {
        x: Math.max(crop.x, Math.min(crop.x + crop.width, from.x + step * arrow[0])),
        y: Math.max(crop.y, Math.min(crop.y + crop.height, from.y + step * arrow[1])),
      };
      moveCursor(to);
      extend(to);
    } else if (event.key === ' ') {
      if (stroke.current === null && !event.repeat) begin(from);
    } else if (event.key === 'Escape' && stroke.current !== null) end(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
    say(place.current ?? from);
  };

  return {
    canvas,
    cursor,
    spoken,
    onPointer,
    onPointerLeave: () => {
      if (stroke.current === null) moveCursor(null);
    },
    onKeyDown,
    onKeyUp: (event) => {
      if (event.key !== ' ') return;
      event.preventDefault();
      end(true);
    },
    onFocus: () => {
      if (place.current === null) moveCursor(middle());
    },
    onBlur: () => {
      end(true);
      moveCursor(null);
    },
  };
}
