import {
  useState,
  type DOMAttributes,
  type KeyboardEvent,
  type KeyboardEventHandler,
  type PointerEvent,
  type RefObject,
} from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { paintableGrid } from '../../mask/mask-grids.ts';
import type { Photo } from '../../photo/photo.ts';
import type { WordPlace } from '../../store/app-state.ts';
import { fitWhole, panBy, zoomBy } from '../../store/camera.ts';
import type { StageView } from './derive-stage.ts';
import type { MaskPainter } from './mask/use-mask-painter.ts';
import { rankWords } from './rank-words.ts';
import { placeIn, readKey, readPointer } from './read-event.ts';
import type { Change, PointedPlace, Scene, ToolEvent } from './tools/tool.ts';
import type { Placing } from './use-placing.ts';
import { useTool, type ToolContext } from './use-tool.ts';
import { useWheel } from './use-wheel.ts';

export interface StageToolsOptions {
  readonly photo: Photo;
  /** What the photo is seen in. */
  readonly view: RefObject<HTMLElement | null>;
  /** What hears the pointers. */
  readonly surface: RefObject<HTMLElement | null>;
  readonly stage: StageView;
  readonly placing: Placing;
  readonly painter: MaskPainter;
  /** The sentence whose words are asked for by pointing. */
  readonly sentence: WordPlace['sentence'];
  /** Where the line between before and after is. */
  readonly percent: number;
  readonly onPercent: (percent: number) => void;
}

export interface StageTools {
  /** For tools that have an element of their own over the picture. */
  readonly context: ToolContext;
  /** Tells the tool of the view what no listener here hears. */
  readonly send: (event: ToolEvent) => void;
  readonly pointerListeners: DOMAttributes<HTMLElement>;
  readonly onKey: KeyboardEventHandler;
  /** The place in the picture whose words are listed. */
  readonly pointed: PointedPlace | null;
}

/** Hands the events over the picture to the tools, and does what they decide. */
export function useStageTools(options: StageToolsOptions): StageTools {
  const { photo, view, surface, stage, placing, painter, sentence, percent, onPercent } = options;
  const { store } = useApp();
  const maps = useAppState((state) => state.run.result?.wordMaps ?? null);
  const [pointed, setPointed] = useState<PointedPlace | null>(null);

  const scene = (): Scene => {
    const { width = 0, height = 0 } = view.current?.getBoundingClientRect() ?? {};
    const { camera, brush, tool } = store.getState().view;
    return {
      view: { width, height },
      camera,
      photo: { width: photo.widthPx, height: photo.heightPx },
      crop: placing.crop ?? photo.crop,
      paintable: paintableGrid(photo).crop,
      pack: photo.pixels,
      line: stage.isSliding ? percent : null,
      shape: tool === 'lasso' ? 'lasso' : 'rectangle',
      brush: { tool: tool === 'eraser' ? 'eraser' : 'brush', radius: brush.radius },
    };
  };
  const point = (place: PointedPlace | null): void => {
    setPointed(place);
    if (place === null || !place.isPinned || maps === null) return;
    const [word] = rankWords(maps, sentence, place);
    if (word !== undefined) store.setState((state) => ({ view: { ...state.view, word } }));
  };
  const apply = (change: Change): void => {
    switch (change.kind) {
      case 'line':
        return onPercent(change.percent);
      case 'camera':
        return store.setState((state) => {
          const zoomed = zoomBy(state.view.camera, change.factor, change.about);
          return { view: { ...state.view, camera: panBy(zoomed, change.right, change.down) } };
        });
      case 'pointed':
        return point(change.place);
      case 'crop':
        return placing.move(change.crop);
      case 'crop-applied':
        return placing.apply();
      case 'crop-cancelled':
        return placing.cancel();
      case 'original':
        return store.setState((state) => ({ view: { ...state.view, isHoldingOriginal: change.isHeld } }));
      default:
        return painter.apply(change);
    }
  };
  const context: ToolContext = { scene, apply };
  const send = useTool(stage.tool, context);

  const onPointer = (event: PointerEvent<HTMLElement>): void => {
    if (view.current === null) return;
    const input = readPointer(event, view.current);
    if (input.type === 'down' && input.button !== 'other') event.currentTarget.setPointerCapture(event.pointerId);
    send(input);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (!send(readKey(event))) return;
    event.preventDefault();
    event.stopPropagation();
  };
  useWheel(surface, (event) => {
    if (view.current === null) return false;
    return send({ type: 'wheel', at: placeIn(view.current, event), delta: event.deltaY, isPinch: event.ctrlKey });
  });
  const pointerListeners = {
    onPointerDown: onPointer,
    onPointerMove: onPointer,
    onPointerUp: onPointer,
    onPointerCancel: onPointer,
    // Two strokes are not a double click.
    onDoubleClick: stage.isMasking
      ? undefined
      : () => store.setState((state) => ({ view: { ...state.view, camera: fitWhole(state.view.camera) } })),
  };
  return { context, send, pointerListeners, onKey, pointed };
}
