interface Place {
  readonly x: number;
  readonly y: number;
}

/** How the view was measured: all of it shows the photo, and a part of it, the room, is never covered. */
export interface CameraFit {
  /** Screen pixels per photo pixel at which the whole photo fits into the room; 0 before it is measured. */
  readonly fitScale: number;
  /** Size of the view, in photos that fit. */
  readonly view: { readonly width: number; readonly height: number };
  /** Size of the room, in photos that fit. */
  readonly room: { readonly width: number; readonly height: number };
  /** The middle of the room, in parts of the view from its top left. */
  readonly middle: Place;
}

/** Which part of the photo is seen, and how large. All views of the picture share it. */
export interface Camera extends CameraFit {
  /** Screen pixels per photo pixel; null for the whole photo, as large as there is room. */
  readonly scale: number | null;
  /** The point of the photo in the middle of the room, 0..1 in both directions. */
  readonly x: number;
  readonly y: number;
}

const MIDDLE: Place = { x: 0.5, y: 0.5 };
const UNMEASURED: CameraFit = {
  fitScale: 0,
  view: { width: 1, height: 1 },
  room: { width: 1, height: 1 },
  middle: MIDDLE,
};

export const WHOLE_PHOTO: Camera = { scale: null, ...MIDDLE, ...UNMEASURED };

/** Eight screen pixels a photo pixel; a small photo, large already when it fits, may grow as many times. */
const MAX_SCALE = 8;
const MAX_ZOOM = 8;

/** How many times larger than the whole photo in view; at least 1. */
export function zoomOf({ scale, fitScale }: Pick<Camera, 'scale' | 'fitScale'>): number {
  return scale === null || fitScale === 0 ? 1 : Math.max(1, scale / fitScale);
}

/** The whole photo in the same view. */
export function fitWhole(camera: Camera): Camera {
  return { ...camera, scale: null, ...MIDDLE };
}

/** Shows the photo at a scale, and keeps the point of the view (0..1 from its top left) that the pointer is on where it is. */
export function zoomTo(camera: Camera, scale: number, at: Place = camera.middle): Camera {
  const before = zoomOf(camera);
  const largest = Math.max(MAX_SCALE, MAX_ZOOM * camera.fitScale);
  const next = { ...camera, scale: Math.min(scale, largest) };
  const after = zoomOf(next);
  if (after === 1) return fitWhole(camera);
  const { view, middle } = camera;
  return keepInside({
    ...next,
    x: camera.x + (at.x - middle.x) * view.width * (1 / before - 1 / after),
    y: camera.y + (at.y - middle.y) * view.height * (1 / before - 1 / after),
  });
}

export function zoomBy(camera: Camera, factor: number, at: Place = camera.middle): Camera {
  return zoomTo(camera, zoomOf(camera) * camera.fitScale * factor, at);
}

/** Moves the photo by parts of the view's size, as a hand would. */
export function panBy(camera: Camera, right: number, down: number): Camera {
  const zoom = zoomOf(camera);
  const { width, height } = camera.view;
  return keepInside({ ...camera, x: camera.x - (right * width) / zoom, y: camera.y - (down * height) / zoom });
}

/** Takes a new measure of the view; what is seen stays as large as it was. */
export function refit(camera: Camera, fit: CameraFit): Camera {
  return fit.fitScale > 0 ? keepInside({ ...camera, ...fit }) : camera;
}

/** Where the photo is larger than the room it covers it: its borders never come inside. Where it is smaller it lies in the middle. */
function keepInside(camera: Camera): Camera {
  const zoom = zoomOf(camera);
  const clamp = (value: number, room: number): number => {
    const half = Math.min(0.5, (0.5 * room) / zoom);
    return Math.max(half, Math.min(1 - half, value));
  };
  return { ...camera, x: clamp(camera.x, camera.room.width), y: clamp(camera.y, camera.room.height) };
}

/** The point of the photo, 0..1 in both directions, that lies at a point of the view. */
export function toPhotoPlace(camera: Camera, at: Place): Place {
  const { view, middle } = camera;
  const zoom = zoomOf(camera);
  return {
    x: camera.x + ((at.x - middle.x) * view.width) / zoom,
    y: camera.y + ((at.y - middle.y) * view.height) / zoom,
  };
}

/** The point of the view, 0..1 from its top left, at which a point of the photo lies; beyond that where it is out of sight. */
export function toViewPlace(camera: Camera, at: Place): Place {
  const { view, middle } = camera;
  const zoom = zoomOf(camera);
  return {
    x: middle.x + (zoom * (at.x - camera.x)) / view.width,
    y: middle.y + (zoom * (at.y - camera.y)) / view.height,
  };
}

export interface ViewRectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The same point in parts of what is seen of the photo, from its top left. */
export function toSeenPlace(camera: Camera, at: Place): Place {
  const { x, y } = toViewPlace(camera, at);
  const { left, top, width, height } = placeSeen(camera);
  return { x: (x - left) / width, y: (y - top) / height };
}

/** Where the whole photo lies, in parts of the view's size; most of it may be out of sight. */
export function placePhoto(camera: Camera): ViewRectangle {
  const { x: left, y: top } = toViewPlace(camera, { x: 0, y: 0 });
  const zoom = zoomOf(camera);
  return { left, top, width: zoom / camera.view.width, height: zoom / camera.view.height };
}

/** The part of the view in which the photo is seen. */
export function placeSeen(camera: Camera): ViewRectangle {
  const { left, top, width, height } = placePhoto(camera);
  const [from, down] = [Math.max(0, left), Math.max(0, top)];
  return {
    left: from,
    top: down,
    width: Math.min(1, left + width) - from,
    height: Math.min(1, top + height) - down,
  };
}
