/** Which part of the photo is seen, and how large. All views of the picture share it. */
export interface Camera {
  /** Screen pixels per photo pixel; null for the whole photo, as large as there is room. */
  readonly scale: number | null;
  /** The point of the photo in the middle of the view, 0..1 in both directions. */
  readonly x: number;
  readonly y: number;
  /** The scale at which the whole photo fits; measured by the view, 0 before that. */
  readonly fitScale: number;
}

export const WHOLE_PHOTO: Camera = { scale: null, x: 0.5, y: 0.5, fitScale: 0 };

/** Sixteen screen pixels a photo pixel; a small photo, large already when it fits, may grow eight times. */
const MAX_SCALE = 16;
const MAX_ZOOM = 8;

/** How many times larger than the whole photo in view; at least 1. */
export function zoomOf({ scale, fitScale }: Camera): number {
  return scale === null || fitScale === 0 ? 1 : Math.max(1, scale / fitScale);
}

/** Shows the photo at a scale, and keeps the point of the view (0..1 from its top left) that the pointer is on where it is. */
export function zoomTo(camera: Camera, scale: number, at: { readonly x: number; readonly y: number } = MIDDLE): Camera {
  const before = zoomOf(camera);
  const largest = Math.max(MAX_SCALE, MAX_ZOOM * camera.fitScale);
  const next = { ...camera, scale: Math.min(scale, largest) };
  const after = zoomOf(next);
  if (after === 1) return { ...WHOLE_PHOTO, fitScale: camera.fitScale };
  return keepInside({
    ...next,
    x: camera.x + (at.x - 0.5) * (1 / before - 1 / after),
    y: camera.y + (at.y - 0.5) * (1 / before - 1 / after),
  });
}

export function zoomBy(camera: Camera, factor: number, at = MIDDLE): Camera {
  return zoomTo(camera, zoomOf(camera) * camera.fitScale * factor, at);
}

/** Moves the photo by parts of the view's size, as a hand would. */
export function panBy(camera: Camera, right: number, down: number): Camera {
  const zoom = zoomOf(camera);
  return keepInside({ ...camera, x: camera.x - right / zoom, y: camera.y - down / zoom });
}

/** Takes a new measure of the view; what is seen stays as large as it was. */
export function refit(camera: Camera, fitScale: number): Camera {
  if (fitScale === camera.fitScale || !(fitScale > 0)) return camera;
  return keepInside({ ...camera, fitScale });
}

const MIDDLE = { x: 0.5, y: 0.5 };

/** The photo covers the view: its borders never come inside. */
function keepInside(camera: Camera): Camera {
  const half = 0.5 / zoomOf(camera);
  const clamp = (value: number): number => Math.max(half, Math.min(1 - half, value));
  return { ...camera, x: clamp(camera.x), y: clamp(camera.y) };
}

/** The point of the photo, 0..1 in both directions, that lies at a point of the view. */
export function toPhotoPlace(camera: Camera, at: { readonly x: number; readonly y: number }): { x: number; y: number } {
  const zoom = zoomOf(camera);
  return { x: camera.x + (at.x - 0.5) / zoom, y: camera.y + (at.y - 0.5) / zoom };
}

/** The point of the view, 0..1 from its top left, at which a point of the photo lies; beyond that where it is out of sight. */
export function toViewPlace(camera: Camera, at: { readonly x: number; readonly y: number }): { x: number; y: number } {
  const zoom = zoomOf(camera);
  return { x: 0.5 + zoom * (at.x - camera.x), y: 0.5 + zoom * (at.y - camera.y) };
}
