import { createRoot, type Root } from 'react-dom/client';
import { runBenchmark } from '../clients/benchmark-client/run-benchmark.ts';
import { BenchPage, type BenchPageProps } from '../features/bench/BenchPage.tsx';
import { initLanguage } from '../i18n/choose-language.ts';
import { findPlace } from '../services/packs/find-place.ts';
import { loadFolders } from '../services/packs/pack-controls.ts';
import { loadPackChoice } from '../storage/pack-choice.ts';
import { createAppStore } from '../store/app-store.ts';
import { NO_PACKS } from '../store/packs-state.ts';

/** Shows the benchmark instead of the editor: the card's memory is all its own. */
export function showBenchmark(
  element: HTMLElement,
  starterUrl: string,
  run: BenchPageProps['run'] = runBenchmark,
): Root {
  const store = createAppStore({ language: initLanguage(), packs: { ...NO_PACKS, choice: loadPackChoice() } });
  const findChosen = async () => {
    // Only a folder has to wait for the database.
    if (store.getState().packs.choice.kind === 'folder') await loadFolders(store);
    const { choice, folders } = store.getState().packs;
    return findPlace(choice, folders, starterUrl);
  };
  const root = createRoot(element);
  root.render(<BenchPage findPlace={findChosen} run={run} homeUrl={location.pathname} />);
  return root;
}
