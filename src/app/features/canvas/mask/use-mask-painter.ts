import { useCallback, useEffect, useMemo, useRef, type RefObject } from 'react';
import { useApp, useAppState } from '../../../app-context.ts';
import { texts } from '../../../i18n/texts.ts';
import type { Photo } from '../../../photo/photo.ts';
import { toSeenPlace, zoomOf } from '../../../store/camera.ts';
import { addMark } from '../../../store/mask-reducer.ts';
import { isPainted, NO_MASK, type Stroke } from '../../../store/painted-mask.ts';
import { paintImage } from '../../../picture/paint-image.ts';
import { paintOverlay } from '../../../mask/paint-overlay.ts';
import { layOver } from '../../../mask/lay-over.ts';
import { editedGrid, paintableGrid } from '../../../mask/mask-grids.ts';
import { paintStroke, type MaskLayers } from '../../../mask/paint-marks.ts';
import { createMarkPainter, softenLayers } from '../../../mask/rasterise-mask.ts';
import { showLooking } from '../../../services/find-thing.ts';
import { selectThing } from './select-thing.ts';
import type { Change, Point } from '../tools/tool.ts';

export interface MaskPainter {
  /** Shows what is painted; belongs over the edited part of the photo. */
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  /** The outline of the brush; belongs over what is seen of the photo. */
  readonly cursor: RefObject<HTMLSpanElement | null>;
  /** The outline of an area; belongs there too, in percent of it. */
  readonly outline: RefObject<SVGGElement | null>;
  /** Says where the brush is, to those who listen. */
  readonly announcement: RefObject<HTMLSpanElement | null>;
  /** Does what the painting tool has decided. */
  readonly apply: (change: Change) => void;
}

/** A single point, in percent of what is seen. */
const DOT = [
  [-0.8, 0],
  [0, -0.8],
  [0.8, 0],
  [0, 0.8],
] as const;

/** Shows the mask and the brush. A stroke enters the state when it ends; until then it is only on the canvas. */
export function useMaskPainter(photo: Photo, isOn: boolean): MaskPainter {
  const context = useApp();
  const { store } = context;
  const mask = useAppState((state) => state.tuning.mask ?? NO_MASK);
  const acting = useAppState((state) => state.run.result?.automaticMask ?? null);
  const camera = useAppState((state) => state.view.camera);
  const radius = useAppState((state) => state.view.brush.radius);
  const canvas = useRef<HTMLCanvasElement>(null);
  const cursor = useRef<HTMLSpanElement>(null);
  const outline = useRef<SVGGElement>(null);
  const outlined = useRef<readonly number[] | null>(null);
  const announcement = useRef<HTMLSpanElement>(null);
  const brushPlace = useRef<Point | null>(null);
  const working = useRef<MaskLayers | null>(null);
  const painter = useMemo(() => createMarkPainter(), []);
  const grid = useMemo(() => paintableGrid(photo), [photo]);
  const automatic = useMemo(
    () => (isOn && acting !== null ? layOver(acting, editedGrid(photo), grid) : null),
    [isOn, acting, photo, grid],
  );

  const repaint = useCallback(() => {
    if (!isOn || canvas.current === null) return;
    const painted = isPainted(mask) ? softenLayers(painter(mask, grid), mask, grid) : null;
    paintImage(canvas.current, paintOverlay(automatic, painted, grid));
  }, [isOn, mask, automatic, grid, painter]);
  useEffect(repaint, [repaint]);

  const moveCursor = (to: Point | null): void => {
    brushPlace.current = to;
    const element = cursor.current;
    if (element === null) return;
    element.hidden = to === null;
    if (to === null) return;
    const at = toSeenPlace(camera, { x: to.x / photo.widthPx, y: to.y / photo.heightPx });
    const radiusPx = radius * Math.min(grid.crop.width, grid.crop.height);
    const diameter = 2 * radiusPx * zoomOf(camera) * camera.fitScale;
    Object.assign(element.style, {
      left: `${100 * at.x}%`,
      top: `${100 * at.y}%`,
      width: `${diameter}px`,
      height: `${diameter}px`,
    });
  };
  const drawOutline = (points: readonly number[] | null): void => {
    outlined.current = points;
    const places = Array.from({ length: (points?.length ?? 0) / 2 }, (_, i) => {
      const [x = 0, y = 0] = points?.slice(2 * i, 2 * i + 2) ?? [];
      const at = toSeenPlace(camera, { x: x / photo.widthPx, y: y / photo.heightPx });
      return [100 * at.x, 100 * at.y] as const;
    });
    const corners =
      places.length === 1 ? DOT.map(([x, y]) => [x + (places[0]?.[0] ?? 0), y + (places[0]?.[1] ?? 0)]) : places;
    for (const polygon of outline.current?.children ?? []) polygon.setAttribute('points', corners.join(' '));
  };
  // The brush grows and the picture moves under a pointer that rests.
  useEffect(() => {
    moveCursor(brushPlace.current);
    drawOutline(outlined.current);
  });

  const extend = (segment: Stroke): void => {
    if (working.current === null || canvas.current === null) return;
    paintStroke(working.current, segment, grid);
    paintImage(canvas.current, paintOverlay(automatic, { ...working.current, isLimit: mask.isLimit }, grid));
  };
  const announce = (at: Point, isPainting: boolean): void => {
    if (announcement.current === null) return;
    const percentOf = (part: number, from: number, whole: number): number => Math.round((100 * (part - from)) / whole);
    const across = percentOf(at.x, grid.crop.x, grid.crop.width);
    const down = percentOf(at.y, grid.crop.y, grid.crop.height);
    announcement.current.textContent = texts.mask.brushAt(across, down, isPainting);
  };
  const apply = (change: Change): void => {
    switch (change.kind) {
      case 'brush':
        return moveCursor(change.at);
      case 'brush-announced':
        return announce(change.at, change.isPainting);
      case 'outlined':
        return drawOutline(change.points);
      case 'thing-asked':
        return void showLooking(context, () => selectThing(context, change.at, change.isErased));
      case 'area-outlined':
        return store.setState((state) => addMark(state, change.area));
      case 'stroke-begun': {
        const { added, removed } = painter(mask, grid);
        working.current = { added: added.slice(), removed: removed.slice() };
        return undefined;
      }
      case 'stroke-extended':
        return extend(change.segment);
      case 'stroke-ended': {
        working.current = null;
        const { stroke } = change;
        if (stroke === null) repaint();
        else store.setState((state) => addMark(state, stroke));
        return undefined;
      }
      default:
        return undefined;
    }
  };
  return { canvas, cursor, outline, announcement, apply };
}
