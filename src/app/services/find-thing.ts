import { toast } from 'sonner';
import type { ThingMap } from '../../protocol/engine.ts';
import type { Thing } from '../../words/things.ts';
import type { AppContext } from '../app-context.ts';
import { describeError } from '../i18n/describe-error.ts';
import type { Photo } from '../photo/photo.ts';
import { deriveRunInput } from '../store/run-input.ts';
import { cutWhole } from './frame-by-words.ts';

export interface FoundThing {
  /** As the model saw it. */
  readonly photo: Photo;
  /** Over the part of the photo that it saw. */
  readonly map: ThingMap;
}

/** Where a thing is in the whole photo, or in the part that the user chose; null where it cannot be looked for. */
export async function findThing(
  { store, engine, photos }: Pick<AppContext, 'store' | 'engine' | 'photos'>,
  { without }: Thing,
): Promise<FoundThing | null> {
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
