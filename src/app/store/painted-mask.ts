/** What is painted over the picture, as data. */
import type { CropRectangle } from '../../protocol/photo-work.ts';

export type BrushTool = 'brush' | 'eraser';
export type OutlineTool = 'rectangle' | 'lasso';

/** A line that was painted, in pixels of the whole photo: it stays in its place whatever part of the photo is edited, at any size. */
export interface Stroke {
  readonly kind: BrushTool;
  readonly radiusPx: number;
  /** x, y, x, y, ... */
  readonly points: readonly number[];
}

/** An area that was outlined, in pixels of the whole photo. */
export interface Area {
  readonly kind: 'area';
  /** It is taken away instead. */
  readonly isErased: boolean;
  /** Its corners, x, y, x, y, ...; the last is joined to the first. */
  readonly points: readonly number[];
}

/** A thing that was selected, in cells over a part of the photo. */
export interface Shape {
  readonly kind: 'shape';
  /** It is taken away instead. */
  readonly isErased: boolean;
  readonly crop: CropRectangle;
  readonly width: number;
  readonly height: number;
  /** Lengths of rows of cells, row-major: beside it and in it in turns, beside it first. */
  readonly runs: readonly number[];
}

/** An area that was painted at once: where a word acts. Replaces all paint before it. */
export interface WordArea {
  readonly kind: 'word';
  /** The part of the photo that the cells cover. */
  readonly crop: CropRectangle;
  readonly width: number;
  readonly height: number;
  /** 0..255 a cell, row-major. */
  readonly strength: readonly number[];
}

export type MaskMark = Stroke | Area | Shape | WordArea | { readonly kind: 'invert' | 'clear' };

/** What the user painted over the picture: plain data, the same for every pack. */
export interface PaintedMask {
  readonly marks: readonly MaskMark[];
  /** Only what is painted may change. */
  readonly isLimit: boolean;
  /** Width of the soft edge, as a part of the edited area's shorter side. */
  readonly feather: number;
}

export interface Brush {
  /** As a part of the edited area's shorter side. */
  readonly radius: number;
}

export const NO_MASK: PaintedMask = { marks: [], isLimit: false, feather: 0.02 };
export const DEFAULT_BRUSH: Brush = { radius: 0.08 };
export const MAX_FEATHER = 0.12;

export const MIN_RADIUS = 0.01;
export const MAX_RADIUS = 0.4;

/** Whether anything is painted, so that it bears on the edit. */
export function isPainted({ marks }: PaintedMask): boolean {
  return marks.length > 0 && marks.at(-1)?.kind !== 'clear';
}
