import { cellAt } from '../../protocol/cell-at.ts';
import type { PhotoPlace, ThingCells } from '../../protocol/engine.ts';

/** Cells of a thing, in parts of the strongest. */
const THING_FROM = 0.4;

/**
 * The cells of a thing around a place: those in which its words act and that the model sees as alike to the place, and that hang together with
 * it by sides and corners; all others are 0. Words act on the whole of a thing and on others of its kind, attention at the place leaves what is
 * of another thing.
 *
 * @param map where the words of the thing act; null where none do: then what is alike
 * @param alike of the same size: how alike the cells are to that of the place
 */
export function joinAlike(map: ThingCells | null, alike: ThingCells, place: PhotoPlace): ThingCells {
  const { width, height } = alike;
  const strength = Float32Array.from(alike.strength, (likeness, i) =>
    map === null ? likeness : (map.strength[i] ?? 0) * Math.sqrt(likeness / 255),
  );
  const largest = strength.reduce((most, value) => Math.max(most, value), 0);
  const joined = new Uint8Array(strength.length);
  const pending = [cellAt(alike, place)];
  for (let cell = pending.pop(); cell !== undefined; cell = pending.pop()) {
    if ((joined[cell] ?? 0) > 0) continue;
    joined[cell] = Math.max(1, Math.round((255 * (strength[cell] ?? 0)) / largest));
    const [column, row] = [cell % width, Math.floor(cell / width)];
    for (let y = Math.max(0, row - 1); y <= Math.min(height - 1, row + 1); y++) {
      for (let x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++) {
        if ((strength[y * width + x] ?? 0) >= THING_FROM * largest) pending.push(y * width + x);
      }
    }
  }
  return { width, height, strength: joined };
}
