import { Square } from 'lucide-react';
import type { ReactNode } from 'react';
import { ActionButton } from '../../actions/ActionButton.tsx';
import { useApp, useAppState } from '../../app-context.ts';
import { runTexts } from './texts.ts';
import { deriveMainPhase, isStopped } from '../../store/main-phase.ts';
import { Button } from '../../ui/Button.tsx';
import { describeRun } from './describe-run.ts';
import { measureProgress } from './measure-progress.ts';
import styles from './ProgressLine.module.css';

export interface ProgressLineProps {
  /** There is something to say of the picture on screen: the line does not call it well done. */
  readonly isDoubtful: boolean;
}

/** One thin line that says the stage and the step. */
export function ProgressLine({ isDoubtful }: ProgressLineProps): ReactNode {
  const { live } = useApp();
  const run = useAppState((state) => state.run);
  const phase = useAppState(deriveMainPhase);
  const text = useAppState((state) => describeRun(state, isDoubtful));
  const wasStopped = useAppState(isStopped);
  const { result } = run;
  const isWorking = phase === 'reading' || phase === 'editing' || phase === 'opening';
  // A picture that was there before can be asked for again.
  const hasFailed = run.status === 'failed' && phase === 'error';
  const fraction = phase === 'done' ? 1 : measureProgress(run);
  return (
    <div className={styles['line']} data-phase={phase} data-doubtful={isDoubtful || wasStopped}>
      <div
        role="progressbar"
        aria-label={runTexts.progress}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(fraction * 100)}
        className={styles['bar']}
        data-working={isWorking && run.status !== 'running'}
      >
        <div className={styles['fill']} style={{ scale: `${fraction} 1` }} />
      </div>
      <div
        role="status"
        className={styles['text']}
        data-run-id={run.runId ?? ''}
        data-previews={run.previews}
        data-invert-rows={result?.rows.invert ?? ''}
        data-edit-rows={result?.rows.edit ?? ''}
        data-cached={result?.cached.join(' ') ?? ''}
      >
        {text}
      </div>
      <div className={styles['action']}>
        {isWorking && phase !== 'opening' ? (
          <>
            <span className={styles['hint']}>{runTexts.escStops}</span>
            <ActionButton action="stop" icon={<Square size={12} fill="currentColor" aria-hidden="true" />} />
          </>
        ) : null}
        {hasFailed ? <ActionButton action="report" variant="link" /> : null}
        {hasFailed || wasStopped ? <Button variant="link" label={runTexts.retry} onPress={() => live.retry()} /> : null}
      </div>
    </div>
  );
}
