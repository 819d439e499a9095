import { useEffect } from 'react';
import { toast } from 'sonner';
import { listenToWindow } from '../../browser/listen-to-window.ts';
import { useApp, type AppContext } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { commitCurrentEdit } from '../../store/commit-current-edit.ts';
import { loadSamples, SAMPLES_URL } from './load-samples.ts';
import { openSample } from './open-sample.ts';
import { readFragment, type LinkedRecipe } from '../../formats/recipe-link.ts';

/** Takes the words and settings that the address of the page brings, now and when it is changed. */
export function useLinkedRecipe(): void {
  const context = useApp();
  useEffect(() => {
    const read = (): void => {
      const linked = readFragment(location.hash);
      if (linked === null) return;
      // Taken once: a reload continues the edit instead of beginning it anew.
      history.replaceState(history.state, '', `${location.pathname}${location.search}`);
      if (linked === 'newer') toast.error(texts.project.newerLink);
      else void follow(context, linked);
    };
    read();
    return listenToWindow({ hashchange: read });
  }, [context]);
}

async function follow(context: AppContext, { recipe, sample: id, pack }: LinkedRecipe): Promise<void> {
  const { store } = context;
  warnOfOtherPack(context, pack);
  const sample = id === null ? undefined : (await loadSamples(SAMPLES_URL)).find((candidate) => candidate.id === id);
  if (sample !== undefined) {
    await openSample(context, sample, recipe);
  } else if (store.getState().photo === null) {
    store.setState({ linked: recipe });
  } else {
    store.setState((state) => ({ ...commitCurrentEdit(state), ...recipe }));
  }
}

/** Says, once a model is there, that the link was made with another. */
function warnOfOtherPack({ store }: AppContext, pack: string | null): void {
  if (pack === null) return;
  const check = (): boolean => {
    const manifest = store.getState().pack.opened?.manifest;
    if (manifest === undefined) return false;
    if (manifest.id !== pack) toast(texts.project.otherPack(pack, manifest.name));
    return true;
  };
  if (check()) return;
  const unsubscribe = store.subscribe(() => {
    if (check()) unsubscribe();
  });
}
