import { Check, CircleDashed, CircleSlash, Images, LoaderCircle, TriangleAlert } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { endOfWords, placeWords } from '../../../words/normalise-word.ts';
import { useApp, useAppState } from '../../app-context.ts';
import { describeError } from '../../i18n/describe-error.ts';
import { batchTexts } from './texts.ts';
import { beginBatch, countDone, type Batch, type BatchItem } from '../../store/batch-reducer.ts';
import type { WordPlace } from '../../store/app-state.ts';
import { countReadInBatch } from '../../store/read-limit.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { saveBlob } from '../../browser/save-blob.ts';
import { chooseFiles } from '../../browser/choose-file.ts';
import { PictureCanvas } from '../../picture/PictureCanvas.tsx';
import styles from './BatchDialog.module.css';
import { startBatch } from './start-batch.ts';

const ICON = { size: 16, 'aria-hidden': true } as const;
const ICONS = {
  waiting: <CircleDashed {...ICON} />,
  running: <LoaderCircle {...ICON} className={styles['turning']} />,
  done: <Check {...ICON} />,
  skipped: <CircleSlash {...ICON} />,
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
      title={batchTexts.title}
      width="medium"
      closeLabel={batchTexts.close}
      onClose={isRunning ? stopRunning : close}
      onEscape={() => {
        stopRunning();
        return !isRunning;
      }}
    >
      <p className={styles['quiet']}>{batchTexts.lead}</p>
      <div className={styles['words']}>
        <label>
          {batchTexts.source}
          <input
            className={styles['sentence']}
            value={source}
            disabled={isRunning}
            spellCheck={false}
            onChange={(event) => setSource(event.currentTarget.value)}
          />
        </label>
        <Unread text={source} sentence="source" />
        <label>
          {batchTexts.target}
          <input
            className={styles['sentence']}
            value={target}
            disabled={isRunning}
            spellCheck={false}
            onChange={(event) => setTarget(event.currentTarget.value)}
          />
        </label>
        <Unread text={target} sentence="target" />
      </div>
      <div className={styles['head']}>
        <span role="status">{describe(batch)}</span>
        {isRunning ? null : <Button variant="link" label={batchTexts.choose} onPress={choose} />}
      </div>
      <progress className={styles['progress']} aria-label={batchTexts.progress} value={done} max={items.length} />
      <ul className={styles['list']} aria-label={batchTexts.photos(items.length)}>
        {items.map(({ file, status: state, problem, image, colourLosses = [] }, index) => (
          <li key={index} data-status={state}>
            {image === undefined ? (
              <span className={styles['state']}>{ICONS[state]}</span>
            ) : (
              <PictureCanvas label={batchTexts.made(file.name)} image={image} className={styles['thumbnail']} />
            )}
            <span className={styles['name']}>{file.name}</span>
            <span className={styles['quiet']}>{batchTexts.status[state]}</span>
            {state === 'skipped' ? <p className={styles['problem']}>{batchTexts.doNotFit}</p> : null}
            {problem === null ? null : <p className={styles['problem']}>{describeError(problem)}</p>}
            {colourLosses.map((loss) => (
              <p key={loss} className={styles['loss']}>
                {batchTexts.colours[loss]}
              </p>
            ))}
          </li>
        ))}
      </ul>
      {hasWords ? null : <p className={styles['quiet']}>{batchTexts.needsWords}</p>}
      {hasModel ? null : <p className={styles['quiet']}>{batchTexts.needsModel}</p>}
      <div className={styles['buttons']}>
        {isRunning ? (
          <Button variant="outlined" label={batchTexts.stop} onPress={stopRunning} />
        ) : (
          <>
            <Button
              variant={zip === null ? 'strong' : 'outlined'}
              icon={<Images {...ICON} />}
              label={status === 'ready' ? batchTexts.start : batchTexts.again}
              isDisabled={!hasWords || !hasModel}
              onPress={start}
            />
            {zip === null ? null : (
              <Button
                variant="strong"
                label={batchTexts.save(zip.size)}
                onPress={() => saveBlob(zip, batchTexts.zipName)}
              />
            )}
          </>
        )}
      </div>
    </Dialog>
  );
}

/** Says how far the model reads a sentence that is too long for it. */
function Unread({ text, sentence }: { readonly text: string } & Pick<WordPlace, 'sentence'>): ReactNode {
  const packName = useAppState((state) => state.pack.opened?.manifest.name ?? null);
  const read = useAppState((state) => countReadInBatch(state, sentence));
  if (packName === null || endOfWords(text, read) === text.length) return null;
  return (
    <p className={styles['warning']} role="alert">
      {batchTexts.unread(packName, placeWords(text, read).at(-1)?.word ?? '')}
    </p>
  );
}

function describe(batch: Batch): string {
  const { status, items } = batch;
  return status === 'ready' ? batchTexts.photos(items.length) : batchTexts[status](countDone(batch), items.length);
}
