import { Check, CircleDashed, Images, LoaderCircle, TriangleAlert } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { sayError } from '../../i18n/say-error.ts';
import { texts } from '../../i18n/texts.ts';
import { beginBatch, countDone, type Batch, type BatchItem } from '../../store/batch-reducer.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { saveBlob } from '../../browser/save-blob.ts';
import { chooseFiles } from '../../browser/choose-file.ts';
import styles from './BatchDialog.module.css';
import { startBatch } from './start-batch.ts';

const ICON = { size: 16, 'aria-hidden': true } as const;
const ICONS = {
  waiting: <CircleDashed {...ICON} />,
  running: <LoaderCircle {...ICON} className={styles['turning']} />,
  done: <Check {...ICON} />,
  failed: <TriangleAlert {...ICON} />,
} as const satisfies Record<BatchItem['status'], ReactNode>;

/** The same edit for several photos, one after the other, saved as one zip. */
export function BatchDialog(): ReactNode {
  const batch = useAppState((state) => state.batch);
  return batch === null ? null : <OpenDialog batch={batch} />;
}

function OpenDialog({ batch }: { readonly batch: Batch }): ReactNode {
  const context = useApp();
  const { store } = context;
  const stop = useRef<AbortController | null>(null);
  const prompts = useAppState((state) => state.prompts);
  const hasModel = useAppState((state) => state.pack.opened !== null);
  const [source, setSource] = useState(prompts.source);
  const [target, setTarget] = useState(prompts.target);

  useEffect(() => () => stop.current?.abort(), []);

  const { items, status, zip } = batch;
  const done = countDone(batch);
  const isRunning = status === 'running';
  const hasWords = source.trim() !== '' && target.trim() !== '';
  const close = (): void => store.setState({ batch: null });
  // Leaving stops first, and closes once nothing is lost by it.
  const stopRunning = (): void => stop.current?.abort();
  const start = (): void => {
    stop.current = new AbortController();
    const isSame = source === prompts.source && target === prompts.target;
    const words = { source: source.trim(), target: target.trim(), emphasis: isSame ? prompts.emphasis : {} };
    void startBatch(context, words, stop.current.signal);
  };
  const choose = (): void => {
    void chooseFiles().then((files) => {
      if (files.length > 0) store.setState({ batch: beginBatch(files) });
    });
  };

  return (
    <Dialog
      title={texts.batch.title}
      width="medium"
      closeLabel={texts.batch.close}
      onClose={isRunning ? stopRunning : close}
      onEscape={() => {
        stopRunning();
        return !isRunning;
      }}
    >
      <p className={styles['quiet']}>{texts.batch.lead}</p>
      <div className={styles['words']}>
        <label>
          {texts.batch.source}
          <input
            value={source}
            disabled={isRunning}
            spellCheck={false}
            onChange={(event) => setSource(event.currentTarget.value)}
          />
        </label>
        <label>
          {texts.batch.target}
          <input
            value={target}
            disabled={isRunning}
            spellCheck={false}
            onChange={(event) => setTarget(event.currentTarget.value)}
          />
        </label>
      </div>
      <div className={styles['head']}>
        <span role="status">{describe(batch)}</span>
        {isRunning ? null : <Button look="link" label={texts.batch.choose} onPress={choose} />}
      </div>
      <progress className={styles['progress']} aria-label={texts.batch.progress} value={done} max={items.length} />
      <ul className={styles['list']} aria-label={texts.batch.photos(items.length)}>
        {items.map(({ file, status: state, problem }, index) => (
          <li key={index} data-status={state}>
            {ICONS[state]}
            <span className={styles['name']}>{file.name}</span>
            <span className={styles['quiet']}>{texts.batch.status[state]}</span>
            {problem === null ? null : <p className={styles['problem']}>{sayError(problem)}</p>}
          </li>
        ))}
      </ul>
      {hasWords ? null : <p className={styles['quiet']}>{texts.batch.needsWords}</p>}
      {hasModel ? null : <p className={styles['quiet']}>{texts.batch.needsModel}</p>}
      <div className={styles['buttons']}>
        {isRunning ? (
          <Button look="outlined" label={texts.batch.stop} onPress={stopRunning} />
        ) : (
          <>
            <Button
              look={zip === null ? 'strong' : 'outlined'}
              icon={<Images {...ICON} />}
              label={status === 'ready' ? texts.batch.start : texts.batch.again}
              isDisabled={!hasWords || !hasModel}
              onPress={start}
            />
            {zip === null ? null : (
              <Button
                look="strong"
                label={texts.batch.save(zip.size)}
                onPress={() => saveBlob(zip, texts.batch.zipName)}
              />
            )}
          </>
        )}
      </div>
    </Dialog>
  );
}

function describe(batch: Batch): string {
  const { status, items } = batch;
  return status === 'ready' ? texts.batch.photos(items.length) : texts.batch[status](countDone(batch), items.length);
}
