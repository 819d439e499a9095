import { toast } from 'sonner';
import type { ThingMap } from '../../../protocol/engine.ts';
import { findThings, type Thing } from '../../../words/things.ts';
import type { AppContext } from '../../app-context.ts';
import { describeError } from '../../i18n/describe-error.ts';
import { rasteriseMask } from '../../mask/rasterise-mask.ts';
import type { Photo } from '../../photo/photo.ts';
import { cutWhole } from '../../services/frame-by-words.ts';
import { deriveRunInput } from '../../store/run-input.ts';
import type { AppState } from '../../store/app-state.ts';
import { maskOf } from '../../store/mask-reducer.ts';
import { isPainted, NO_MASK, type PaintedMask } from '../../store/painted-mask.ts';
import { retarget } from '../../store/prompts-reducer.ts';

type Ports = Pick<AppContext, 'store' | 'engine' | 'photos'>;

/** Takes a thing out of the picture: its words go, and nothing changes but its place. One step of undo. */
export async function removeThing(ports: Ports, thing: Thing): Promise<void> {
  const { source } = ports.store.getState().prompts;
  const found = await locate(ports, thing);
  ports.store.setState((state) => {
    // Other words were typed while it was looked for.
    if (state.prompts.source !== source) return {};
    if (found === null) return { prompts: retarget(state.prompts, thing.without) };
    const { photo, map } = found;
    const area = { kind: 'word', crop: photo.crop, width: map.width, height: map.height } as const;
    return removeWithin(state, thing, { ...NO_MASK, marks: [{ ...area, strength: [...map.strength] }] });
  });
}

/** Takes out what is painted: that thing of the sentence of which the most is painted. */
export async function removePainted(ports: Ports): Promise<void> {
  const { store } = ports;
  const { prompts, tuning } = store.getState();
  const mask = maskOf({ tuning });
  const things = findThings(prompts.source);
  let [chosen] = things;
  let most = -1;
  for (const thing of things.length > 1 ? things : []) {
    const found = await locate(ports, thing);
    if (found === null) continue;
    const { photo, map } = found;
    const paint = rasteriseMask(mask, { crop: photo.crop, width: map.width, height: map.height });
    const whole = map.strength.reduce((sum, value) => sum + value, 1);
    const share = map.strength.reduce((sum, value, i) => sum + value * (paint?.added[i] ?? 0), 0) / whole;
    if (share > most) [chosen, most] = [thing, share];
  }
  const meant = chosen;
  if (meant === undefined) return;
  store.setState((state) => (state.tuning === tuning ? removeWithin(state, meant, mask) : {}));
}

function removeWithin({ prompts, tuning }: AppState, { without }: Thing, mask: PaintedMask): Partial<AppState> {
  const removal = { target: without, mask: { ...mask, isLimit: true } };
  return { prompts: retarget(prompts, without), tuning: { ...tuning, removal } };
}

/** Whether something is painted that a thing may be taken out of. */
export function hasPaintedThing(state: AppState): boolean {
  return isPainted(maskOf(state)) && findThings(state.prompts.source).length > 0;
}

/** Where a thing is in the whole photo, or in the part that the user chose; null where it cannot be looked for. */
async function locate(
  { store, engine, photos }: Ports,
  { without }: Thing,
): Promise<{ readonly photo: Photo; readonly map: ThingMap } | null> {
  const state = store.getState();
  const input = deriveRunInput({ ...state, prompts: { ...state.prompts, target: without, emphasis: {} } });
  if (input === null) return null;
  const whole = input.photo.followsWords === true ? await cutWhole(photos, input.photo) : null;
  if (whole?.ok === false) return null;
  const photo = whole?.value ?? input.photo;
  const { source, target, emphasis, settings } = input;
  const runId = crypto.randomUUID();
  const found = await engine.locate(
    { runId, image: photo.pixels, source, target, emphasis, settings },
    () => undefined,
  );
  if (!found.ok) {
    if (found.error.code !== 'run/cancelled') toast.error(describeError(found.error));
    return null;
  }
  return found.value && { photo, map: found.value };
}
