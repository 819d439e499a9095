import type { ThingMap } from '../../../../protocol/engine.ts';
import { findThings } from '../../../../words/things.ts';
import type { AppContext } from '../../../app-context.ts';
import { growThing } from '../../../mask/grow-thing.ts';
import { runsOf } from '../../../mask/paint-marks.ts';
import { findThing } from '../../../services/find-thing.ts';
import { addMark } from '../../../store/mask-reducer.ts';
import type { Point } from '../tools/tool.ts';

/** Words act at a place from so much of their strongest on, of 255. */
const ACTS_FROM = 100;

/**
 * Selects the thing at a place of the photo, or takes it away: of the things of the sentence that whose words act there most, grown to the edges
 * of the photo; where none act, what has about one colour.
 *
 * @param at in pixels of the photo
 */
export async function selectThing(
  ports: Pick<AppContext, 'store' | 'engine' | 'photos'>,
  at: Point,
  isErased: boolean,
): Promise<void> {
  const { store } = ports;
  const before = store.getState();
  let photo = before.photo;
  let best: { readonly name: string; readonly map: ThingMap; readonly strength: number } | null = null;
  for (const thing of before.pack.opened === null ? [] : findThings(before.prompts.source)) {
    const found = await findThing(ports, thing);
    if (found === null) continue;
    photo = found.photo;
    const { map } = found;
    const { x, y, width, height } = found.photo.crop;
    const cellOf = (value: number, count: number): number =>
      Math.max(0, Math.min(count - 1, Math.floor(value * count)));
    const cell = cellOf((at.y - y) / height, map.height) * map.width + cellOf((at.x - x) / width, map.width);
    const strength = map.strength[cell] ?? 0;
    if (strength >= ACTS_FROM && strength > (best?.strength ?? 0)) best = { name: thing.name, map, strength };
  }
  if (photo === null) return;
  const { crop, pixels } = photo;
  const place = {
    x: ((at.x - crop.x) * pixels.width) / crop.width,
    y: ((at.y - crop.y) * pixels.height) / crop.height,
  };
  const runs = runsOf(growThing(pixels, best?.map ?? null, place));
  const { width, height } = pixels;
  const name = best?.name ?? null;
  store.setState((state) => {
    // Another photo, or other words of it, came while it was looked for.
    if (state.photo?.id !== before.photo?.id || state.prompts.source !== before.prompts.source) return {};
    return {
      ...addMark(state, { kind: 'shape', isErased, crop, width, height, runs }),
      view: { ...state.view, selected: name },
    };
  });
}
