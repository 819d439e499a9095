import { useMemo, useRef, useState, type CSSProperties, type ReactNode } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useAppState } from '../../app-context.ts';
import { canvasTexts } from './texts.ts';
import { smallEditOf, type Photo } from '../../photo/photo.ts';
import { choosePixelLimit } from './choose-pixel-limit.ts';
import { CompareHandle } from './CompareHandle.tsx';
import { CropBox } from './CropBox.tsx';
import { deriveRunFacts, deriveStage } from './derive-stage.ts';
import { HoldButton } from './HoldButton.tsx';
import { MaskLayer } from './mask/MaskLayer.tsx';
import { useMaskPainter } from './mask/use-mask-painter.ts';
import { PhotoLayers } from './PhotoLayers.tsx';
import { placeCrop } from './place-crop.ts';
import { PlacingBar } from './PlacingBar.tsx';
import styles from './Stage.module.css';
import { StageBar } from './StageBar.tsx';
import { StageLabels } from './StageLabels.tsx';
import { useCamera } from './use-camera.ts';
import { useCaption } from './use-caption.ts';
import { useChosenWord } from './use-chosen-word.ts';
import { usePlacing } from './use-placing.ts';
import { useShownPhoto } from './use-shown-photo.ts';
import { useStageTools } from './use-stage-tools.ts';
import { WordProbe } from './WordProbe.tsx';

/** The picture, before and after, in one of its views. Pointers and keys go to the tool of that view. */
export function Stage({ photo }: { readonly photo: Photo }): ReactNode {
  const mode = useAppState((state) => state.view.mode);
  const isHoldingOriginal = useAppState((state) => state.view.isHoldingOriginal);
  const result = useAppState((state) => state.run.result);
  const run = useAppState(useShallow(deriveRunFacts));
  const [percent, setPercent] = useState(50);
  const placing = usePlacing(photo);
  const { chosen, heat } = useChosenWord();
  const sentence = chosen?.sentence ?? 'target';

  const frame = useRef<HTMLDivElement>(null);
  const view = useRef<HTMLDivElement>(null);
  const camera = useCamera(view, photo);
  const size = { width: photo.widthPx, height: photo.heightPx };
  const limit = camera.deviceScale === null ? null : choosePixelLimit(size, camera.deviceScale);
  const edit = useMemo(() => (result === null ? null : smallEditOf(photo, result)), [photo, result]);
  const original = useShownPhoto(photo, null, limit);
  const edited = useShownPhoto(photo, edit, limit);
  const isSharp = edited !== null && edited.edit === edit;

  const stage = deriveStage({
    mode,
    isHoldingOriginal,
    run,
    isPlacing: placing.crop !== null,
    percent,
    isSharp,
    isSourceWord: chosen?.sentence === 'source',
  });
  const painter = useMaskPainter(view, photo, stage.isMasking);
  const caption = useCaption(photo, chosen, stage.hasAfter);

  const tools = useStageTools({
    photo,
    view,
    frame,
    stage,
    placing,
    painter,
    sentence,
    percent,
    onPercent: setPercent,
  });

  const ratio: CSSProperties & Record<'--ratio', number> = { '--ratio': size.width / size.height };
  const hasBorder = photo.crop.width < size.width || photo.crop.height < size.height;
  const place = placeCrop(photo);
  return (
    <section
      className={styles['stage']}
      aria-label={canvasTexts.region}
      data-mode={mode}
      data-holding={isHoldingOriginal}
      data-sharp={original?.pixelLimit === limit && edited?.pixelLimit === limit && isSharp}
    >
      <div className={styles['area']}>
        <div className={styles['pictures']}>
          {/* The keyboard has elements of its own over the picture. */}
          <div
            ref={frame}
            className={styles['frame']}
            style={ratio}
            data-sliding={stage.isSliding}
            data-zoomed={camera.isZoomed}
            data-working={run.isRunning}
            {...tools.pointerListeners}
          >
            <PhotoLayers
              photo={photo}
              edit={edit}
              result={result}
              isRunning={run.isRunning}
              original={original}
              edited={edited}
              hasDifference={mode === 'difference'}
              heat={heat}
              percent={stage.isSliding ? percent : null}
              shows={stage.shows}
              view={view}
              cameraStyle={camera.style}
            />
            {stage.isProbing && result?.wordMaps != null ? (
              <WordProbe
                photo={photo}
                maps={result.wordMaps}
                sentence={sentence}
                place={tools.pointed}
                send={tools.send}
                onKeyDown={tools.onKey}
              />
            ) : null}
            {stage.isMasking ? (
              <MaskLayer
                painter={painter}
                place={place}
                cameraStyle={camera.style}
                send={tools.send}
                onKey={tools.onKey}
              />
            ) : null}
            {hasBorder && !camera.isZoomed && placing.crop === null ? (
              <span className={styles['border']} data-shown={stage.shows.border} style={place} />
            ) : null}
            <StageLabels shows={stage.shows} isDraft={run.isDraft} />
            {placing.crop === null ? null : (
              <div className={styles['placing']}>
                <CropBox photo={photo} crop={placing.crop} {...tools.context} />
              </div>
            )}
            {stage.isSliding ? <CompareHandle percent={percent} onKeyDown={tools.onKey} /> : null}
            {stage.shows.hold ? <HoldButton {...tools.context} /> : null}
          </div>
        </div>
      </div>
      {placing.crop === null ? (
        <StageBar
          word={chosen}
          wordMaps={result?.wordMaps ?? null}
          caption={caption}
          onPlace={size.width > photo.pixels.width || size.height > photo.pixels.height ? placing.start : null}
        />
      ) : (
        <PlacingBar onApply={placing.apply} onCancel={placing.cancel} />
      )}
    </section>
  );
}
