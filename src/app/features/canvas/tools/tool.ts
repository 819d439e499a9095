/** What the tools over the picture have in common: each is a small state machine, without React and without DOM. */
import type { CropRectangle } from '../../../../protocol/photo-work.ts';
import type { Camera } from '../../../store/camera.ts';
import type { Area, BrushTool, OutlineTool, Stroke } from '../../../store/painted-mask.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PointerInput {
  readonly type: 'down' | 'move' | 'up' | 'cancel';
  readonly pointerId: number;
  /** From the top left of the view, as parts of its size. */
  readonly at: Point;
  readonly button: 'main' | 'wheel' | 'other';
  /** False for a mouse that hovers. */
  readonly isPressed: boolean;
  readonly isMouse: boolean;
  /** It was pressed on the corner of the box that is placed. */
  readonly isCorner: boolean;
  readonly isAlt: boolean;
}

export interface WheelInput {
  readonly type: 'wheel';
  readonly at: Point;
  readonly delta: number;
  /** Browsers report a pinch on a touchpad as a wheel with Ctrl. */
  readonly isPinch: boolean;
}

export type ToolEvent =
  | PointerInput
  | WheelInput
  | {
      readonly type: 'key-down';
      readonly key: string;
      readonly isShift: boolean;
      /** Ctrl, Alt or ⌘. */
      readonly hasModifier: boolean;
      readonly isRepeat: boolean;
    }
  | { readonly type: 'key-up'; readonly key: string }
  /** The tool's own element gets or loses the pointer or the focus. */
  | { readonly type: 'leave' | 'focus' | 'blur' }
  /** Another tool takes its place. */
  | { readonly type: 'exit' };

/** What a tool may know of the picture. */
export interface Scene {
  /** Size on screen of what the photo is seen in. */
  readonly view: { readonly width: number; readonly height: number };
  readonly camera: Camera;
  readonly photo: { readonly width: number; readonly height: number };
  /** The part of the photo that is edited, in its pixels. */
  readonly crop: CropRectangle;
  /** The part of the photo that can be painted on. */
  readonly paintable: CropRectangle;
  /** What the model paints, in pixels: the crop is never smaller. */
  readonly pack: { readonly width: number; readonly height: number };
  /** Where the line between before and after is, in percent of what is seen of the photo, from the left; null while there is none. */
  readonly line: number | null;
  readonly brush: { readonly tool: BrushTool; readonly radius: number };
  /** How an area is outlined. */
  readonly shape: OutlineTool;
}

/** What a tool wants done. Places are in pixels of the photo where nothing else is said. */
export type Change =
  | { readonly kind: 'line'; readonly percent: number }
  /** Zooms about a point of the view, then moves the photo by parts of the view's size. */
  | {
      readonly kind: 'camera';
      readonly factor: number;
      readonly about: Point;
      readonly right: number;
      readonly down: number;
    }
  /** Where the brush is; null where it is out of sight. */
  | { readonly kind: 'brush'; readonly at: Point | null }
  | { readonly kind: 'brush-announced'; readonly at: Point; readonly isPainting: boolean }
  | { readonly kind: 'stroke-begun' }
  | { readonly kind: 'stroke-extended'; readonly segment: Stroke }
  /** What was painted; null where it is dropped. */
  | { readonly kind: 'stroke-ended'; readonly stroke: Stroke | null }
  /** The outline so far, x, y, x, y, ...; a single point is where it would begin. Null where there is none. */
  | { readonly kind: 'outlined'; readonly points: readonly number[] | null }
  | { readonly kind: 'area-outlined'; readonly area: Area }
  /** The thing at a place, to be selected or taken away. */
  | { readonly kind: 'thing-asked'; readonly at: Point; readonly isErased: boolean }
  | { readonly kind: 'pointed'; readonly place: PointedPlace | null }
  | { readonly kind: 'crop'; readonly crop: CropRectangle }
  | { readonly kind: 'crop-applied' | 'crop-cancelled' }
  | { readonly kind: 'original'; readonly isHeld: boolean };

/** A place that is asked about, in parts of the edited part's size. */
export interface PointedPlace extends Point {
  /** Stays when the pointer leaves. */
  readonly isPinned: boolean;
}

/** What a tool is doing. `idle` is where each begins. */
export type ToolState =
  | { readonly name: 'idle' }
  | { readonly name: 'sliding' }
  | { readonly name: 'hovering'; readonly at: Point }
  | { readonly name: 'painting'; readonly at: Point; readonly points: readonly number[] }
  | {
      readonly name: 'outlining';
      readonly at: Point;
      readonly points: readonly number[];
      readonly isErased: boolean;
    }
  | { readonly name: 'pinned'; readonly at: Point }
  | { readonly name: 'panning' | 'pinching'; readonly pointers: readonly PressedPointer[] }
  | { readonly name: 'moving' | 'resizing'; readonly last: Point }
  | { readonly name: 'holding' };

export interface PressedPointer {
  readonly id: number;
  readonly at: Point;
}

export interface Step {
  readonly state: ToolState;
  readonly changes?: readonly Change[];
  /** The event has been used: the camera and the rest of the page leave it alone. */
  readonly isTaken?: boolean;
}

export interface Tool {
  /** Events that a tool has no use for leave its state as it is. */
  readonly next: (state: ToolState, event: ToolEvent, scene: Scene) => Step;
}

export const IDLE: ToolState = { name: 'idle' };

/** By which part of a step an arrow key moves, across and down. */
export const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function isPointer(event: ToolEvent): event is PointerInput {
  return event.type === 'down' || event.type === 'move' || event.type === 'up' || event.type === 'cancel';
}
