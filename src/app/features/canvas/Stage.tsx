import { useMemo, useRef, useState, type CSSProperties, type PointerEvent, type ReactNode } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import type { CropRectangle } from '../../../protocol/photo-work.ts';
import { texts } from '../../i18n/texts.ts';
import { smallEditOf, type Photo } from '../../photo/photo.ts';
import { maskOf } from '../../store/mask-reducer.ts';
import { describeMask } from './mask/describe-mask.ts';
import { MaskLayer } from './mask/MaskLayer.tsx';
import { useMaskPainter } from './mask/use-mask-painter.ts';
import { recutPhoto } from '../../services/open-photo.ts';
import { choosePixelLimit } from './choose-pixel-limit.ts';
import { paintDifference } from './compare-images.ts';
import { CompareHandle } from './CompareHandle.tsx';
import { CropBox } from './CropBox.tsx';
import { describePlace } from '../../../imaging/describe-place.ts';
import { HoldButton } from './HoldButton.tsx';
import { FullSizeCanvas } from './FullSizeCanvas.tsx';
import { PictureCanvas } from '../../picture/PictureCanvas.tsx';
import { placeCrop } from './place-crop.ts';
import { PlacingTools } from './PlacingTools.tsx';
import { PreviewCanvas } from './PreviewCanvas.tsx';
import styles from './Stage.module.css';
import { StageTools } from './StageTools.tsx';
import { useCamera } from './use-camera.ts';
import { useChosenWord } from './use-chosen-word.ts';
import { useShownPhoto } from './use-shown-photo.ts';
import { WordProbe } from './WordProbe.tsx';

/** How near a pointer must be to the line to take hold of it in a zoomed photo. */
const LINE_REACH_PX = 28;
const MIDDLE_BUTTON = 4;

/** The picture, before and after, in one of its views. */
export function Stage({ photo }: { readonly photo: Photo }): ReactNode {
  const mode = useAppState((state) => state.view.mode);
  const isHoldingOriginal = useAppState((state) => state.view.isHoldingOriginal);
  // No more of the run than is shown here: its steps and residuals come many times a second.
  const result = useAppState((state) => state.run.result);
  const isRunning = useAppState(({ run }) => run.status === 'running');
  const hasPreview = useAppState(({ run }) => run.status === 'running' && run.previews > 0);
  const isDraft = useAppState(({ run }) => run.status === 'running' && run.previews > 0 && run.isDraft);
  const context = useApp();
  const [percent, setPercent] = useState(50);
  const [placing, setPlacing] = useState<{ readonly photo: Photo; readonly crop: CropRectangle } | null>(null);
  const draft = placing?.photo === photo ? placing.crop : null;

  const edit = useMemo(() => (result === null ? null : smallEditOf(photo, result)), [photo, result]);
  const view = useRef<HTMLDivElement>(null);
  const camera = useCamera(view, photo);
  const saved = { width: photo.widthPx, height: photo.heightPx };
  const limit = camera.deviceScale === null ? null : choosePixelLimit(saved, camera.deviceScale);
  const original = useShownPhoto(photo, null, limit);
  const edited = useShownPhoto(photo, edit, limit);
  const isSharp = edited !== null && edited.edit === edit;
  const hasAfter = result !== null || hasPreview;

  const difference = useMemo(
    () => (mode === 'difference' && edit !== null ? paintDifference(edit.photo, edit.edited) : null),
    [mode, edit],
  );
  const isMasking = mode === 'mask' && draft === null;
  const painter = useMaskPainter(view, photo, isMasking);
  const maskNote = useAppState((state) => describeMask(maskOf(state), state.run.result));

  const { chosen, heat } = useChosenWord();
  const wordMaps = result?.wordMaps ?? null;
  const isSliding = mode === 'slider' && hasAfter && !isHoldingOriginal && draft === null;
  const isLineHeld = useRef(false);
  const onPointer = (event: PointerEvent<HTMLDivElement>): void => {
    // The wheel, pressed, moves the photo where the other button has another use.
    if (event.button === 1 || (event.buttons & MIDDLE_BUTTON) !== 0) {
      camera.onPointer(event);
      return;
    }
    if (event.button > 0) return;
    if (isMasking) {
      camera.onPointer(event, painter.onPointer(event));
      return;
    }
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const place = (100 * (event.clientX - left)) / width;
    // The line follows the pointer anywhere; in a photo that is zoomed only near it, elsewhere the photo does.
    if (event.type === 'pointerdown') {
      const isNear = Math.abs(place - percent) * width < 100 * LINE_REACH_PX;
      isLineHeld.current = isSliding && (!camera.isZoomed || isNear);
    }
    const isEnd = event.type === 'pointerup' || event.type === 'pointercancel';
    if ((isEnd || !isLineHeld.current || !camera.isZoomed) && camera.onPointer(event)) return;
    if (isEnd) isLineHeld.current = false;
    if (!isLineHeld.current) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setPercent(Math.max(0, Math.min(100, place)));
  };

  const ratio: CSSProperties & Record<'--ratio', number> = { '--ratio': saved.width / saved.height };
  const hasBorder = photo.crop.width < saved.width || photo.crop.height < saved.height;
  const place = placeCrop(photo);
  // What the photo's own words act on is the photo.
  const showsSourceWord = mode === 'words' && chosen?.sentence === 'source';
  const heatLayer =
    heat === null ? null : (
      <PictureCanvas
        label={texts.canvas.wordMap}
        image={heat}
        className={`${styles['part']} ${styles['heat']}`}
        style={place}
      />
    );
  const wordNote =
    chosen === null || wordMaps === null
      ? null
      : texts.canvas.wordActs(chosen.word, describePlace(chosen.map, wordMaps.width, wordMaps.height));
  const startPlacing = (): void => {
    context.actions['zoom-fit'].perform(context);
    setPlacing({ photo, crop: photo.crop });
  };
  const applyDraft = (): void => {
    setPlacing(null);
    if (draft !== null && draft !== photo.crop) void recutPhoto(context, photo, draft);
  };
  return (
    <section
      className={styles['stage']}
      aria-label={texts.canvas.region}
      data-mode={mode}
      data-holding={isHoldingOriginal}
      data-sharp={original?.pixelLimit === limit && edited?.pixelLimit === limit && isSharp}
    >
      <div className={styles['area']}>
        <div className={styles['pictures']}>
          {/* The keyboard moves the line by its handle. */}
          <div
            className={styles['frame']}
            style={ratio}
            data-sliding={isSliding}
            data-zoomed={camera.isZoomed}
            data-working={isRunning}
            onPointerDown={onPointer}
            onPointerMove={onPointer}
            onPointerUp={onPointer}
            onPointerCancel={onPointer}
          >
            <div ref={view} className={styles['original']}>
              <div className={styles['layer']} style={camera.style}>
                {original === null ? (
                  <PictureCanvas
                    label={texts.canvas.editedArea}
                    image={photo.pixels}
                    className={styles['part']}
                    style={place}
                  />
                ) : null}
                <FullSizeCanvas label={texts.canvas.original} shown={original} />
                {heatLayer}
              </div>
            </div>
            <div
              className={styles['edited']}
              data-shown={hasAfter && !showsSourceWord}
              style={isSliding ? { clipPath: `inset(0 0 0 ${percent}%)` } : undefined}
            >
              <div className={styles['layer']} style={camera.style}>
                <FullSizeCanvas label={texts.canvas.edited} shown={edited} />
                <PreviewCanvas
                  photo={photo}
                  image={isRunning ? null : (result?.image ?? null)}
                  isShown={hasPreview || (!isRunning && result !== null && !isSharp)}
                />
                {heatLayer}
              </div>
            </div>
            {difference === null ? null : (
              <div className={styles['difference']}>
                <div className={styles['layer']} style={camera.style}>
                  <PictureCanvas
                    label={texts.canvas.difference}
                    image={difference}
                    className={styles['part']}
                    style={place}
                  />
                  {heatLayer}
                </div>
              </div>
            )}
            {mode === 'words' && wordMaps !== null && draft === null ? (
              <WordProbe photo={photo} maps={wordMaps} sentence={chosen?.sentence ?? 'target'} />
            ) : null}
            {isMasking ? <MaskLayer painter={painter} place={place} cameraStyle={camera.style} /> : null}
            {hasBorder && !camera.isZoomed && draft === null ? (
              <span
                className={styles['border']}
                data-shown={!hasAfter || isRunning || mode === 'mask' || mode === 'difference'}
                style={place}
              />
            ) : null}
            <span
              className={styles['before']}
              data-shown={isHoldingOriginal || mode === 'side-by-side' || (isSliding && percent > 16)}
            >
              {texts.canvas.before}
            </span>
            <span
              className={styles['after']}
              data-draft={isDraft}
              data-shown={isDraft || (isSliding && percent < 86) || mode === 'side-by-side'}
            >
              {isDraft ? texts.canvas.draft : texts.canvas.after}
            </span>
            {draft === null ? null : (
              <div className={styles['placing']}>
                <CropBox
                  photo={photo}
                  crop={draft}
                  onChange={(crop) => setPlacing({ photo, crop })}
                  onApply={applyDraft}
                  onCancel={() => setPlacing(null)}
                />
              </div>
            )}
            {isSliding ? <CompareHandle percent={percent} onMove={setPercent} /> : null}
            {/* Over a corner that can be painted it would be in the way. */}
            {hasAfter && draft === null && !isMasking ? <HoldButton /> : null}
          </div>
        </div>
      </div>
      {draft === null ? (
        <StageTools
          word={chosen}
          wordMaps={wordMaps}
          caption={
            wordNote ?? noteOf(mode, hasAfter, maskNote) ?? texts.canvas.editedAt(photo.name, photo.pixels, saved)
          }
          onPlace={saved.width > photo.pixels.width || saved.height > photo.pixels.height ? startPlacing : null}
        />
      ) : (
        <PlacingTools onApply={applyDraft} onCancel={() => setPlacing(null)} />
      )}
    </section>
  );
}

function noteOf(mode: string, hasAfter: boolean, maskNote: string): string | null {
  if (mode === 'difference' && hasAfter) return texts.canvas.noDifference;
  if (mode === 'words') return texts.canvas.noWordMaps;
  if (mode === 'mask') return maskNote;
  return null;
}
