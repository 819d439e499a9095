import { Download, FileDown, ImagePlus } from 'lucide-react';
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { toast, Toaster } from 'sonner';
import type { DeviceKind, OpenedPack, PixelImage } from '../../../protocol/engine.ts';
import { DEFAULT_EDITOR, EDITOR_IDS, type EditorId } from '../../../protocol/editors.ts';
import { EngineFailure } from '../../../protocol/errors.ts';
import { INVERSION_METHODS, type InversionId, OFFERED_INVERSION_IDS } from '../../../protocol/inversions.ts';
import type { LabTrial } from '../../../protocol/lab.ts';
import type { PackPlace } from '../../../protocol/pack-place.ts';
import type { PhotoWork } from '../../../protocol/photo-work.ts';
import { listenToWindow } from '../../browser/listen-to-window.ts';
import type { EngineClient } from '../../clients/engine-client/engine-client.ts';
import { describeError } from '../../i18n/describe-error.ts';
import { texts } from '../../i18n/texts.ts';
import { PictureCanvas } from '../../picture/PictureCanvas.tsx';
import { Button } from '../../ui/Button.tsx';
import { LabChoices } from './LabChoices.tsx';
import styles from './LabPage.module.css';
import { LabResults } from './LabResults.tsx';
import { type LabSubject, saveFigures, saveSheet } from './save-lab.ts';
import { labTexts } from './texts.ts';

const ICON = { size: 16, 'aria-hidden': true } as const;
const FIRST_METHODS: readonly InversionId[] = ['rnri', 'anderson', 'fixed-point', 'ddim'];

/** A photo to begin with, and what was said of it. */
export interface LabStart {
  readonly file: Blob;
  readonly name: string;
  readonly source: string;
  readonly target: string;
}

export interface LabPageProps {
  readonly engine: EngineClient;
  readonly photos: PhotoWork;
  /** Where the chosen model is. Throws `EngineFailure` when it cannot be reached. */
  readonly findPlace: () => Promise<PackPlace>;
  readonly device: DeviceKind | 'auto';
  readonly chooseFile: () => Promise<File | null>;
  /** What was on screen in the editor; null where nothing is left of it. */
  readonly findStart: () => Promise<LabStart | null>;
  /** Address of the page itself. */
  readonly homeUrl: string;
}

/** `/?lab`: one photo and its words through many methods, side by side. */
export function LabPage({
  engine,
  photos,
  findPlace,
  device,
  chooseFile,
  findStart,
  homeUrl,
}: LabPageProps): ReactNode {
  const [opened, setOpened] = useState<OpenedPack | null>(null);
  const [photo, setPhoto] = useState<{ readonly name: string; readonly pixels: PixelImage } | null>(null);
  const [source, setSource] = useState('');
  const [target, setTarget] = useState('');
  const [methods, setMethods] = useState<ReadonlySet<InversionId>>(new Set(FIRST_METHODS));
  const [editors, setEditors] = useState<ReadonlySet<EditorId>>(new Set([DEFAULT_EDITOR]));
  const [progress, setProgress] = useState<{ readonly done: number; readonly count: number } | null>(null);
  const [subject, setSubject] = useState<LabSubject | null>(null);
  const [trials, setTrials] = useState<readonly LabTrial[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const runId = useRef('');

  const showPhoto = useCallback(
    async (file: Blob, name: string, { manifest }: OpenedPack): Promise<void> => {
      const read = await photos.open({ id: crypto.randomUUID(), name, file }, manifest.image, 'middle');
      setProblem(read.ok ? null : describeError(read.problem));
      if (read.ok) setPhoto({ name, pixels: read.value.pixels });
    },
    [photos],
  );
  useEffect(() => {
    let isLeft = false;
    const begin = async (): Promise<void> => {
      try {
        const answer = await engine.open(await findPlace(), device, () => undefined);
        if (isLeft) return;
        if (!answer.ok) throw new EngineFailure(answer.error.code, answer.error.parameters);
        const start = await findStart();
        if (isLeft) return;
        setOpened(answer.value);
        if (start === null) return;
        setSource((typed) => typed || start.source);
        setTarget((typed) => typed || start.target);
        await showPhoto(start.file, start.name, answer.value);
      } catch (error) {
        setProblem(error instanceof EngineFailure ? describeError(error.error) : String(error));
      }
    };
    void begin();
    return () => {
      isLeft = true;
      engine.dispose();
    };
  }, [engine, findPlace, device, findStart, showPhoto]);

  const usesGradient = [...methods].some((id) => INVERSION_METHODS[id].usesGradient);
  useEffect(() => {
    if (opened !== null && usesGradient) engine.prepareGradient();
  }, [engine, opened, usesGradient]);

  const isRunning = progress !== null;
  const hasMethod = methods.size > 0 || (editors.size > 0 && target.trim() !== '');
  const canRun = opened !== null && photo !== null && source.trim() !== '' && hasMethod && !isRunning;

  // As often as anything changes: what is dropped is read for the model and by the state of this moment.
  useEffect(() =>
    listenToWindow({
      dragover: (event) => event.preventDefault(),
      drop: (event) => {
        event.preventDefault();
        const file = event.dataTransfer?.files[0];
        if (file !== undefined && opened !== null && !isRunning) void showPhoto(file, file.name, opened);
      },
    }),
  );

  const choose = async (): Promise<void> => {
    const file = await chooseFile();
    if (file !== null && opened !== null) await showPhoto(file, file.name, opened);
  };
  const run = async (): Promise<void> => {
    if (opened === null || photo === null || !canRun) return;
    runId.current = crypto.randomUUID();
    const words = { source: source.trim(), target: target.trim() === '' ? null : target.trim() };
    setSubject({ name: photo.name, photo: photo.pixels, ...words, pack: opened.manifest.id });
    setTrials([]);
    setProblem(null);
    setProgress({ done: 0, count: 0 });
    const request = {
      runId: runId.current,
      image: photo.pixels,
      ...words,
      methods: OFFERED_INVERSION_IDS.filter((id) => methods.has(id)).map((id) => ({ id, settings: { inversion: id } })),
      editors: EDITOR_IDS.filter((id) => editors.has(id)),
      settings: opened.defaults,
    };
    // Events and the answer come by ways of their own: the last event may be late.
    let isOver = false;
    const answer = await engine.compare(request, (event) => {
      if (isOver || event.type !== 'tried') return;
      setTrials((told) => [...told, event.trial]);
      setProgress({ done: event.done, count: event.count });
    });
    isOver = true;
    setProgress(null);
    if (answer.ok) setTrials(answer.value);
    else if (answer.error.code !== 'run/cancelled') setProblem(describeError(answer.error));
  };

  return (
    <main className={styles['page']}>
      <header className={styles['head']}>
        <h1>{labTexts.title}</h1>
        <a href={homeUrl}>{labTexts.back}</a>
      </header>
      <p className={styles['quiet']}>{labTexts.lead}</p>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <div className={styles['subject']}>
          {photo === null ? (
            <button type="button" className={styles['choose']} disabled={opened === null} onClick={() => void choose()}>
              <ImagePlus size={24} aria-hidden="true" />
              {labTexts.choose}
            </button>
          ) : (
            <>
              <PictureCanvas label={photo.name} image={photo.pixels} className={styles['photo']} />
              <Button
                variant="link"
                label={labTexts.chooseOther}
                isDisabled={isRunning}
                onPress={() => void choose()}
              />
            </>
          )}
        </div>
        <div className={styles['fields']}>
          <Words label={labTexts.source} value={source} isFixed={isRunning} onChange={setSource} />
          <Words label={labTexts.target} value={target} isFixed={isRunning} onChange={setTarget} />
          <LabChoices
            title={labTexts.methods}
            ids={OFFERED_INVERSION_IDS}
            names={texts.methods.inversions}
            hints={texts.advanced.methods}
            chosen={methods}
            isFixed={isRunning}
            onChange={setMethods}
          />
          <LabChoices
            title={labTexts.editors}
            ids={EDITOR_IDS}
            names={texts.methods.editors}
            hints={texts.methods.editorHints}
            chosen={editors}
            isFixed={isRunning}
            onChange={setEditors}
          />
          <div className={styles['buttons']}>
            {isRunning ? (
              <Button variant="outlined" label={labTexts.stop} onPress={() => engine.cancel(runId.current)} />
            ) : (
              <Button variant="strong" label={labTexts.start} isDisabled={!canRun} onPress={() => void run()} />
            )}
            <p role="status" className={styles['quiet']}>
              {describeStatus(progress, trials.length, { isOpening: opened === null && problem === null, canRun })}
            </p>
          </div>
          {problem === null ? null : (
            <p role="alert" className={styles['problem']}>
              {problem}
            </p>
          )}
        </div>
      </form>
      {subject === null || trials.length === 0 ? null : (
        <>
          <LabResults photo={subject.photo} trials={trials} />
          {isRunning ? null : (
            <div className={styles['buttons']}>
              <Button
                variant="outlined"
                icon={<Download {...ICON} />}
                label={labTexts.saveSheet}
                onPress={() => {
                  saveSheet(subject, trials).catch(() => toast.error(describeError({ code: 'export/failed' })));
                }}
              />
              <Button
                variant="outlined"
                icon={<FileDown {...ICON} />}
                label={labTexts.saveFigures}
                onPress={() => saveFigures(subject, trials)}
              />
            </div>
          )}
        </>
      )}
      <Toaster position="bottom-center" />
    </main>
  );
}

function describeStatus(
  progress: { readonly done: number; readonly count: number } | null,
  trials: number,
  { isOpening, canRun }: { readonly isOpening: boolean; readonly canRun: boolean },
): string {
  if (progress !== null) return labTexts.running(progress.done, progress.count);
  if (isOpening) return labTexts.opening;
  if (trials > 0) return labTexts.finished(trials);
  return canRun ? '' : labTexts.needs;
}

interface WordsProps {
  readonly label: string;
  readonly value: string;
  readonly isFixed: boolean;
  readonly onChange: (value: string) => void;
}

function Words({ label, value, isFixed, onChange }: WordsProps): ReactNode {
  return (
    <label className={styles['words']}>
      {label}
      <input
        className={styles['sentence']}
        value={value}
        disabled={isFixed}
        spellCheck={false}
        lang="en"
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}
