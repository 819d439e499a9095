import { Copy } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { toast, Toaster } from 'sonner';
import { BENCHMARK_RUNS } from '../../../protocol/benchmark.ts';
import { EngineFailure } from '../../../protocol/errors.ts';
import type { PackPlace } from '../../../protocol/pack-place.ts';
import type { runBenchmark } from '../../clients/benchmark-client/run-benchmark.ts';
import { describeError } from '../../i18n/describe-error.ts';
import { Button } from '../../ui/Button.tsx';
import { Switch } from '../../ui/Switch.tsx';
import styles from './BenchPage.module.css';
import { benchTexts } from './texts.ts';
import { writeBenchmark } from './write-benchmark.ts';

const REPETITIONS = 20;
const EDITS = 5;

export interface BenchPageProps {
  /** Where the chosen model is. Throws `EngineFailure` when it cannot be reached. */
  readonly findPlace: () => Promise<PackPlace>;
  readonly run: typeof runBenchmark;
  /** Address of the page itself. */
  readonly homeUrl: string;
}

/** `/?bench`: measures the chosen model on this machine and shows the report as text. */
export function BenchPage({ findPlace, run, homeUrl }: BenchPageProps): ReactNode {
  const [hasWasm, setHasWasm] = useState(true);
  const [isRunning, setIsRunning] = useState(false);
  const [lines, setLines] = useState<readonly string[]>([]);
  const [report, setReport] = useState<string | null>(null);

  const measure = async (): Promise<void> => {
    setIsRunning(true);
    setLines([]);
    setReport(null);
    try {
      const request = { model: await findPlace(), runs: BENCHMARK_RUNS, repetitions: REPETITIONS, edits: EDITS };
      const ownSizes = { ...request, steps: null, size: null };
      const measured = await run(ownSizes, hasWasm, (line) => setLines((shown) => [...shown, line]));
      setReport(writeBenchmark(measured));
    } catch (error) {
      toast.error(error instanceof EngineFailure ? describeError(error.error) : String(error));
    }
    setIsRunning(false);
  };
  const copy = (): void => {
    void navigator.clipboard.writeText(report ?? '').then(
      () => toast.success(benchTexts.copied),
      () => toast.error(describeError({ code: 'clipboard/denied' })),
    );
  };

  return (
    <main className={styles['page']}>
      <h1>{benchTexts.title}</h1>
      <p className={styles['quiet']}>{benchTexts.lead}</p>
      <Switch label={benchTexts.withCpu} isOn={hasWasm} onChange={setHasWasm} />
      <div className={styles['buttons']}>
        <Button
          variant="strong"
          label={isRunning ? benchTexts.running : benchTexts.start}
          isDisabled={isRunning}
          onPress={() => void measure()}
        />
        {report !== null && (
          <Button
            variant="outlined"
            icon={<Copy size={16} aria-hidden="true" />}
            label={benchTexts.copy}
            onPress={copy}
          />
        )}
        <a href={homeUrl}>{benchTexts.back}</a>
      </div>
      {report === null ? (
        <output aria-live="polite">{lines.at(-1) ?? ''}</output>
      ) : (
        <textarea readOnly className={styles['report']} aria-label={benchTexts.report} value={report} />
      )}
      <Toaster position="bottom-center" />
    </main>
  );
}
