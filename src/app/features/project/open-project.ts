import { toast } from 'sonner';
import type { AppContext } from '../../app-context.ts';
import { sayError } from '../../i18n/say-error.ts';
import { texts } from '../../i18n/texts.ts';
import { WHOLE_PHOTO } from '../../store/camera.ts';
import { appendEdits } from '../../store/history-reducer.ts';
import { showResult } from '../../store/run-reducer.ts';
import { commitCurrentEdit } from '../history/commit-current-edit.ts';
import { readProject } from './read-project.ts';
import { restAWhile } from './rest-a-while.ts';

/** Opens a saved project; edits made before stay in the history. If it cannot be read, everything stays as it was. */
export async function openProject({ store }: Pick<AppContext, 'store'>, file: Blob, name: string): Promise<void> {
  store.setState({ isDecoding: true });
  const answer = await readProject(file, restAWhile);
  store.setState({ isDecoding: false });
  if (!answer.ok) {
    toast.error(sayError({ code: answer.code, parameters: { name } }));
    return;
  }
  const { photo, recipe, result, resultKey, entries, cursor } = answer.value;
  store.setState((state) => {
    const { history = state.history } = commitCurrentEdit(state);
    return {
      ...recipe,
      photo,
      run: showResult(result, resultKey),
      history: appendEdits(history, entries, cursor),
      view: { ...state.view, screen: 'edit', camera: WHOLE_PHOTO },
    };
  });
  toast.success(texts.project.opened(name, entries.length));
}
