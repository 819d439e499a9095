import { createRoot, type Root } from 'react-dom/client';
import { runBenchmark } from '../clients/benchmark-client/run-benchmark.ts';
import { BenchPage, type BenchPageProps } from '../features/bench/BenchPage.tsx';
import { initLanguage } from '../i18n/choose-language.ts';
import { findChosenPack } from './find-chosen-pack.ts';

/** Shows the benchmark instead of the editor: the card's memory is all its own. */
export function showBenchmark(
  element: HTMLElement,
  starterUrl: string,
  run: BenchPageProps['run'] = runBenchmark,
): Root {
  const language = initLanguage();
  const findChosen = () => findChosenPack(starterUrl, language);
  const root = createRoot(element);
  root.render(<BenchPage findPlace={findChosen} run={run} homeUrl={location.pathname} />);
  return root;
}
