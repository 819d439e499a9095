import { toast } from 'sonner';
import type { EditRequest } from '../../../protocol/edit-request.ts';
import type { AppContext } from '../../app-context.ts';
import { describeError } from '../../i18n/describe-error.ts';
import { rasteriseMask } from '../../mask/rasterise-mask.ts';
import { isEditShown } from '../../store/is-edit-shown.ts';
import type { RunInput } from '../../store/run-machine.ts';
import { beginVersions, endVersions, findVersions, paintVersion } from '../../store/versions.ts';

/**
 * Paints other versions of the edit on screen, one after the other. The photo is inverted already, and its own rows are kept: each costs the
 * rows of the edit. Ends early when they are closed, and when anything else is asked for, which the engine paints instead.
 */
export async function makeVersions({ store, engine }: Pick<AppContext, 'store' | 'engine'>): Promise<void> {
  if (!isEditShown(store.getState())) return;
  const id = crypto.randomUUID();
  store.setState((state) => beginVersions(state, id));
  try {
    for (const [index, { input, result: known }] of (store.getState().versions?.cells ?? []).entries()) {
      if (known !== null) continue;
      const runId = `${id} ${index}`;
      const isWanted = (): boolean => findVersions(store.getState())?.id === id;
      const answer = await engine.edit(composeRequest(runId, input), (event) => {
        if (event.type !== 'preview') return;
        if (isWanted()) store.setState((state) => paintVersion(state, id, index, { image: event.image }));
        else engine.cancel(runId);
      });
      if (!answer.ok && answer.error.code !== 'run/cancelled') toast.error(describeError(answer.error));
      if (!answer.ok || !isWanted()) break;
      const result = answer.value;
      store.setState((state) => paintVersion(state, id, index, { image: result.image, result }));
    }
  } finally {
    store.setState((state) => endVersions(state, id));
  }
}

/** Of the part of the photo that the edit on screen was made of. */
function composeRequest(runId: string, { photo, source, target, emphasis, settings, mask }: RunInput): EditRequest {
  const { crop, pixels } = photo;
  const painted = mask && rasteriseMask(mask, { crop, width: pixels.width, height: pixels.height });
  return { runId, image: pixels, source, target, emphasis, settings, ...(painted && { mask: painted }) };
}
