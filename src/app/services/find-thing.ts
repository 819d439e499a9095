import { toast } from 'sonner';
import type { PhotoPlace, Result, ThingCells, ThingMap } from '../../protocol/engine.ts';
import type { Thing } from '../../words/things.ts';
import type { AppContext } from '../app-context.ts';
import { describeError } from '../i18n/describe-error.ts';
import type { Photo } from '../photo/photo.ts';
import { deriveRunInput } from '../store/run-input.ts';
import { cutWhole } from './frame-by-words.ts';

type Ports = Pick<AppContext, 'store' | 'engine' | 'photos'>;

export interface FoundThing {
  /** As the model saw it. */
  readonly photo: Photo;
  /** Over the part of the photo that it saw. */
  readonly map: ThingMap;
}

/** What can be asked of a photo: the whole of it, or the part that the user chose. */
export interface PhotoLook {
  /** As the model sees it. */
  readonly photo: Photo;
  /** Where a thing of its sentence is; null where it cannot be looked for. */
  locate(thing: Thing): Promise<ThingMap | null>;
  /** How alike to a place of it the others are; null where the model does not tell. */
  liken(place: PhotoPlace): Promise<ThingCells | null>;
}

/** Has the page say that a thing is looked for until it is found: a run that is on has to end first. */
export async function showLooking<T>({ store }: Pick<AppContext, 'store'>, look: () => Promise<T>): Promise<T> {
  const show = (isLooking: boolean): void => store.setState(({ view }) => ({ view: { ...view, isLooking } }));
  show(true);
  try {
    return await look();
  } finally {
    show(false);
  }
}

/** Where a thing is in the whole photo, or in the part that the user chose; null where it cannot be looked for. */
export async function findThing(ports: Ports, thing: Thing): Promise<FoundThing | null> {
  const look = await lookAtPhoto(ports);
  const map = await look?.locate(thing);
  return look && map ? { photo: look.photo, map } : null;
}

/** Null where there is no photo, no sentence of it, or no model. */
export async function lookAtPhoto({ store, engine, photos }: Ports): Promise<PhotoLook | null> {
  const state = store.getState();
  const { source } = state.prompts;
  const input = deriveRunInput({ ...state, prompts: { ...state.prompts, target: source, emphasis: {} } });
  if (input === null) return null;
  const whole = input.photo.followsWords === true ? await cutWhole(photos, input.photo) : null;
  if (whole?.ok === false) return null;
  const photo = whole?.value ?? input.photo;
  const { settings, emphasis } = input;
  const request = (target: string) => ({
    runId: crypto.randomUUID(),
    image: photo.pixels,
    source: input.source,
    target,
    emphasis,
    settings,
  });
  return {
    photo,
    locate: async ({ without }) => tell(await engine.locate(request(without), () => undefined)),
    liken: async (place) => tell(await engine.liken(request(input.source), place, () => undefined)),
  };
}

function tell<T>(result: Result<T>): T | null {
  if (result.ok) return result.value;
  if (result.error.code !== 'run/cancelled') toast.error(describeError(result.error));
  return null;
}
