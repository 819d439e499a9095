import { findThings, type Thing } from '../../../words/things.ts';
import type { AppContext } from '../../app-context.ts';
import { rasteriseMask } from '../../mask/rasterise-mask.ts';
import { findThing, showLooking } from '../../services/find-thing.ts';
import type { AppState } from '../../store/app-state.ts';
import { maskOf } from '../../store/mask-reducer.ts';
import { isPainted, NO_MASK, type PaintedMask } from '../../store/painted-mask.ts';
import { retarget } from '../../store/prompts-reducer.ts';

type Ports = Pick<AppContext, 'store' | 'engine' | 'photos'>;

/** Takes a thing out of the picture: its words go, and nothing changes but its place. One step of undo. */
export async function removeThing(ports: Ports, thing: Thing): Promise<void> {
  const { source } = ports.store.getState().prompts;
  const found = await showLooking(ports, () => findThing(ports, thing));
  ports.store.setState((state) => {
    // Other words were typed while it was looked for.
    if (state.prompts.source !== source) return {};
    if (found === null) return { prompts: retarget(state.prompts, thing.without) };
    const { photo, map } = found;
    const { width, height, strength } = map.traces ?? map;
    const area = { kind: 'word', crop: photo.crop, width, height, strength: [...strength] } as const;
    return removeWithin(state, thing, { ...NO_MASK, marks: [area] });
  });
}

/** Takes out what is painted: that thing of the sentence of which the most is painted. */
export async function removePainted(ports: Ports): Promise<void> {
  const { store } = ports;
  const { prompts, tuning } = store.getState();
  const mask = maskOf({ tuning });
  const things = findThings(prompts.source);
  const meant = things.length > 1 ? await showLooking(ports, () => findMostPainted(ports, things, mask)) : things[0];
  if (meant === undefined) return;
  store.setState((state) => (state.tuning === tuning ? removeWithin(state, meant, mask) : {}));
}

/** The first of them where none can be found. */
async function findMostPainted(ports: Ports, things: readonly Thing[], mask: PaintedMask): Promise<Thing | undefined> {
  let [chosen] = things;
  let most = -1;
  for (const thing of things) {
    const found = await findThing(ports, thing);
    if (found === null) continue;
    const { photo, map } = found;
    const paint = rasteriseMask(mask, { crop: photo.crop, width: map.width, height: map.height });
    const whole = map.strength.reduce((sum, value) => sum + value, 1);
    const share = map.strength.reduce((sum, value, i) => sum + value * (paint?.added[i] ?? 0), 0) / whole;
    if (share > most) [chosen, most] = [thing, share];
  }
  return chosen;
}

function removeWithin({ prompts, tuning }: AppState, { without }: Thing, mask: PaintedMask): Partial<AppState> {
  const removal = { target: without, mask: { ...mask, isLimit: true } };
  return { prompts: retarget(prompts, without), tuning: { ...tuning, removal } };
}

/** Whether something is painted that a thing may be taken out of. */
export function hasPaintedThing(state: AppState): boolean {
  return isPainted(maskOf(state)) && findThings(state.prompts.source).length > 0;
}
