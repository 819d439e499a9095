import { WHOLE_PHOTO, zoomTo } from '../../../../store/camera.ts';
import type { PointerInput, Scene, ToolEvent } from '../tool.ts';

/** A photo of 400 x 200 in a view of half that size; its left half is edited, and can be painted on. */
export const SCENE: Scene = {
  view: { width: 200, height: 100 },
  camera: { ...WHOLE_PHOTO, fitScale: 0.5 },
  photo: { width: 400, height: 200 },
  crop: { x: 0, y: 0, width: 200, height: 200 },
  paintable: { x: 0, y: 0, width: 200, height: 200 },
  pack: { width: 100, height: 100 },
  line: 50,
  brush: { tool: 'brush', radius: 0.1 },
  shape: 'rectangle',
};

/** The middle of the photo, twice as large. */
export const ZOOMED: Scene = { ...SCENE, camera: zoomTo(SCENE.camera, 1) };

/** A mouse with its main button where nothing else is said. */
export function pointer(
  type: PointerInput['type'],
  x: number,
  y: number,
  more: Partial<PointerInput> = {},
): PointerInput {
  const isPressed = type === 'down';
  return {
    type,
    at: { x, y },
    pointerId: 1,
    button: 'main',
    isPressed,
    isMouse: true,
    isCorner: false,
    isAlt: false,
    ...more,
  };
}

export function key(name: string, more: Partial<Extract<ToolEvent, { type: 'key-down' }>> = {}): ToolEvent {
  return { type: 'key-down', key: name, isShift: false, hasModifier: false, isRepeat: false, ...more };
}
