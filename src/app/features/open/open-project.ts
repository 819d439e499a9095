import { toast } from 'sonner';
import type { AppContext } from '../../app-context.ts';
import { describeError } from '../../i18n/describe-error.ts';
import { texts } from '../../i18n/texts.ts';
import { appendEdits } from '../../store/history-reducer.ts';
import { showResult } from '../../store/run-reducer.ts';
import { showPhoto } from '../../store/show-photo.ts';
import { commitCurrentEdit } from '../../store/commit-current-edit.ts';
import { readProject } from '../../formats/read-project.ts';
import { nextTask } from '../../browser/next-task.ts';

/** Opens a saved project; edits made before stay in the history. If it cannot be read, everything stays as it was. */
export async function openProject({ store }: Pick<AppContext, 'store'>, file: Blob, name: string): Promise<void> {
  store.setState({ isDecoding: true });
  const answer = await readProject(file, nextTask);
  store.setState({ isDecoding: false });
  if (!answer.ok) {
    toast.error(describeError({ code: answer.code, parameters: { name } }));
    return;
  }
  const { photo, recipe, result, resultKey, entries, cursor } = answer.value;
  store.setState((state) => {
    const { history = state.history } = commitCurrentEdit(state);
    return {
      ...showPhoto(state, { photo, recipe, run: showResult(result, resultKey) }),
      history: appendEdits(history, entries, cursor),
    };
  });
  toast.success(texts.project.opened(name, entries.length));
}
