import { toPhotoPlace } from '../../../store/camera.ts';
import { IDLE, isPointer, type Point, type Scene, type Step, type Tool } from './tool.ts';
import { middleOf, moveByKey } from './paintable.ts';

/** Asks for the thing at a place: by a press, or by arrow keys and Space. With Alt it is taken away. */
export const select: Tool = {
  next(state, event, scene) {
    if (isPointer(event)) {
      if (event.type !== 'down' || event.button !== 'main') return { state };
      const place = toPhotoPlace(scene.camera, event.at);
      const at = { x: place.x * scene.photo.width, y: place.y * scene.photo.height };
      return isInside(at, scene) ? ask(at, event.isAlt) : { state };
    }
    if (event.type === 'exit' || event.type === 'blur') {
      return { state: IDLE, changes: [{ kind: 'outlined', points: null }] };
    }
    if (event.type !== 'key-down' || event.hasModifier) return { state };
    const from = state.name === 'hovering' ? state.at : middleOf(scene);
    const at = moveByKey(from, event, scene, 1);
    if (at !== null) {
      const changes = [
        { kind: 'outlined', points: [at.x, at.y] },
        { kind: 'brush-announced', at, isPainting: false },
      ] as const;
      return { state: { name: 'hovering', at }, changes, isTaken: true };
    }
    const isPress = (event.key === ' ' || event.key === 'Enter') && !event.isRepeat;
    return isPress ? { ...ask(from, false), state: { name: 'hovering', at: from } } : { state };
  },
};

function ask(at: Point, isErased: boolean): Step {
  return { state: IDLE, changes: [{ kind: 'thing-asked', at, isErased }], isTaken: true };
}

function isInside({ x, y }: Point, { paintable: part }: Scene): boolean {
  return x >= part.x && y >= part.y && x < part.x + part.width && y < part.y + part.height;
}
