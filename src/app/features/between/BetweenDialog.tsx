import { Blend, Download, ImagePlus } from 'lucide-react';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import type { PixelImage } from '../../../protocol/edit-request.ts';
import { useApp, useAppState } from '../../app-context.ts';
import { describeError } from '../../i18n/describe-error.ts';
import { texts } from '../../i18n/texts.ts';
import { fileOf, type Photo } from '../../photo/photo.ts';
import { PictureCanvas } from '../../picture/PictureCanvas.tsx';
import { savePicture } from '../../picture/save-picture.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Slider } from '../../ui/Slider.tsx';
import styles from './BetweenDialog.module.css';
import { BETWEEN_COUNT, paintBetween } from './paint-between.ts';
import { betweenTexts } from './texts.ts';

const ICON = { size: 16, 'aria-hidden': true } as const;

/** Pictures on the way from the photo on screen to another one. */
export function BetweenDialog(): ReactNode {
  const isOpen = useAppState((state) => state.view.isBetweenOpen);
  const photo = useAppState((state) => state.photo);
  return isOpen && photo !== null ? <OpenDialog photo={photo} /> : null;
}

interface OtherPhoto {
  readonly name: string;
  readonly pixels: PixelImage;
}

function OpenDialog({ photo }: { readonly photo: Photo }): ReactNode {
  const context = useApp();
  const { store, photos, chooseFile } = context;
  const extent = useAppState((state) => state.pack.opened?.manifest.image ?? null);
  const [source, setSource] = useState(useAppState((state) => state.prompts.source));
  const [other, setOther] = useState<OtherPhoto | null>(null);
  const [otherSource, setOtherSource] = useState('');
  const own = useMiddle(photo);
  const [pictures, setPictures] = useState<readonly PixelImage[]>([]);
  const [shown, setShown] = useState(0);
  const [problem, setProblem] = useState<Parameters<typeof describeError>[0] | null>(null);
  const [isRunning, setRunning] = useState(false);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);

  const close = (): void => {
    stop.current?.abort();
    store.setState(({ view }) => ({ view: { ...view, isBetweenOpen: false } }));
  };
  const choose = async (): Promise<void> => {
    const file = await chooseFile();
    if (file === null || extent === null) return;
    const opened = await photos.open({ id: crypto.randomUUID(), name: file.name, file }, extent, 'middle');
    setProblem(opened.ok ? null : opened.problem);
    if (!opened.ok) return;
    setOther({ name: file.name, pixels: opened.value.pixels });
    setPictures([]);
  };
  const start = async (to: OtherPhoto): Promise<void> => {
    const { signal } = (stop.current = new AbortController());
    setRunning(true);
    setProblem(null);
    setPictures([]);
    setShown(0);
    const ends = [
      { image: own, source: source.trim() },
      { image: to.pixels, source: otherSource.trim() },
    ] as const;
    const failure = await paintBetween(context, ends, signal, (_, image) => {
      setPictures((painted) => [...painted, image]);
    });
    if (stop.current.signal !== signal) return;
    setRunning(false);
    setProblem(failure);
  };

  const hasWords = source.trim() !== '' && otherSource.trim() !== '';
  const picture = pictures[Math.min(shown, pictures.length - 1)];
  return (
    <Dialog title={betweenTexts.title} width="medium" closeLabel={texts.actions.close} onClose={close}>
      <p className={styles['quiet']}>{betweenTexts.lead}</p>
      <div className={styles['ends']}>
        <End name={photo.name} image={own} source={source} isFixed={isRunning} onChange={setSource} />
        {other === null ? (
          <button type="button" className={styles['choose']} onClick={() => void choose()}>
            <ImagePlus size={24} aria-hidden="true" />
            {betweenTexts.choose}
          </button>
        ) : (
          <End
            name={other.name}
            image={other.pixels}
            source={otherSource}
            isFixed={isRunning}
            onChange={setOtherSource}
          />
        )}
      </div>
      {other !== null && !hasWords ? <p className={styles['quiet']}>{betweenTexts.needsWords}</p> : null}
      {problem === null ? null : (
        <p className={styles['problem']} role="alert">
          {describeError(problem)}
        </p>
      )}
      {picture === undefined ? null : (
        <Way pictures={pictures} shown={Math.min(shown, pictures.length - 1)} onShow={setShown} />
      )}
      <p role="status" className={styles['quiet']}>
        {isRunning ? betweenTexts.running(pictures.length, BETWEEN_COUNT) : ''}
      </p>
      <div className={styles['buttons']}>
        {other === null || isRunning ? null : (
          <Button variant="link" label={betweenTexts.chooseOther} onPress={() => void choose()} />
        )}
        {isRunning ? (
          <Button variant="outlined" label={betweenTexts.stop} onPress={() => stop.current?.abort()} />
        ) : (
          <Button
            variant={picture === undefined ? 'strong' : 'outlined'}
            icon={<Blend {...ICON} />}
            label={picture === undefined ? betweenTexts.start : betweenTexts.again}
            isDisabled={other === null || !hasWords}
            onPress={() => void (other && start(other))}
          />
        )}
        {picture === undefined || isRunning ? null : (
          <Button
            variant="strong"
            icon={<Download {...ICON} />}
            label={betweenTexts.save}
            onPress={() => void savePicture(picture, betweenTexts.file(percentOf(shown)))}
          />
        )}
      </div>
    </Dialog>
  );
}

/** What is mixed of a photo that is edited as a whole: pictures on the way have no edges that go on. Its pixels as they are until it is cut. */
function useMiddle(photo: Photo): PixelImage {
  const { photos } = useApp();
  const [middle, setMiddle] = useState(photo.pixels);
  useEffect(() => {
    if (photo.followsWords !== true) return;
    void photos.open(fileOf(photo), photo.pixels, 'middle').then((opened) => {
      if (opened.ok) setMiddle(opened.value.pixels);
    });
  }, [photos, photo]);
  return middle;
}

interface EndProps {
  readonly name: string;
  readonly image: PixelImage;
  readonly source: string;
  readonly isFixed: boolean;
  readonly onChange: (source: string) => void;
}

/** One of the two photos, and what is in it. */
function End({ name, image, source, isFixed, onChange }: EndProps): ReactNode {
  const field = useId();
  return (
    <div className={styles['end']}>
      <PictureCanvas label={name} image={image} className={styles['photo']} />
      <label htmlFor={field}>{betweenTexts.source(name)}</label>
      <input
        className={styles['sentence']}
        id={field}
        value={source}
        disabled={isFixed}
        spellCheck={false}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  );
}

interface WayProps {
  readonly pictures: readonly PixelImage[];
  readonly shown: number;
  readonly onShow: (index: number) => void;
}

/** The picture at the slider, and all of them, small. */
function Way({ pictures, shown, onShow }: WayProps): ReactNode {
  const picture = pictures[shown];
  return (
    <div className={styles['way']}>
      {picture === undefined ? null : (
        <PictureCanvas label={betweenTexts.picture(percentOf(shown))} image={picture} className={styles['large']} />
      )}
      <Slider
        label={betweenTexts.position}
        value={shown}
        min={0}
        max={Math.max(1, pictures.length - 1)}
        step={1}
        detent={0}
        valueText={betweenTexts.share(percentOf(shown))}
        onChange={onShow}
      />
      <ul className={styles['strip']} aria-label={betweenTexts.all}>
        {pictures.map((image, index) => (
          <li key={index}>
            <button
              type="button"
              aria-label={betweenTexts.share(percentOf(index))}
              aria-current={index === shown}
              onClick={() => onShow(index)}
            >
              <PictureCanvas label={betweenTexts.share(percentOf(index))} image={image} className={styles['small']} />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function percentOf(index: number): number {
  return Math.round((100 * index) / (BETWEEN_COUNT - 1));
}
