import { cellAt } from '../../../../protocol/cell-at.ts';
import type { ThingMap } from '../../../../protocol/engine.ts';
import { findThings } from '../../../../words/things.ts';
import type { AppContext } from '../../../app-context.ts';
import { growThing } from '../../../mask/grow-thing.ts';
import { joinAlike } from '../../../mask/join-alike.ts';
import { runsOf } from '../../../mask/paint-marks.ts';
import { lookAtPhoto } from '../../../services/find-thing.ts';
import { addMark } from '../../../store/mask-reducer.ts';
import type { Point } from '../tools/tool.ts';

/** Words act at a place from so much of their strongest on, of 255. */
const ACTS_FROM = 100;

/**
 * Selects the thing at a place of the photo, or takes it away: of the things of the sentence that whose words act there most, where they act and
 * the model sees what it sees at the place, grown to the edges of the photo. Where no words act it is what the model sees as alike, and without a
 * model what has about one colour.
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
  const look = before.pack.opened === null ? null : await lookAtPhoto(ports);
  const photo = look?.photo ?? before.photo;
  if (photo === null) return;
  const { crop, pixels } = photo;
  const place = { x: (at.x - crop.x) / crop.width, y: (at.y - crop.y) / crop.height };
  let best: { readonly name: string; readonly map: ThingMap; readonly strength: number } | null = null;
  for (const thing of look === null ? [] : findThings(before.prompts.source)) {
    const map = await look?.locate(thing);
    if (!map) continue;
    const strength = map.strength[cellAt(map, place)] ?? 0;
    if (strength >= ACTS_FROM && strength > (best?.strength ?? 0)) best = { name: thing.name, map, strength };
  }
  const alike = (await look?.liken(place)) ?? null;
  const cells = alike === null ? (best?.map ?? null) : joinAlike(best?.map ?? null, alike, place);
  const { width, height } = pixels;
  const runs = runsOf(growThing(pixels, cells, { x: place.x * width, y: place.y * height }));
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
