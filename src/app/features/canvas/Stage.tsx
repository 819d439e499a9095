import { useMemo, useRef, useState, type ReactNode } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useAppState } from '../../app-context.ts';
import { canvasTexts } from './texts.ts';
import { findForeseen } from '../../store/foreseen.ts';
import { paintableGrid } from '../../mask/mask-grids.ts';
import { smallEditOf, type Photo } from '../../photo/photo.ts';
import { choosePixelLimit } from './choose-pixel-limit.ts';
import { CompareHandle } from './CompareHandle.tsx';
import { CropBox } from './CropBox.tsx';
import { deriveRunFacts, deriveStage } from './derive-stage.ts';
import { HoldButton } from './HoldButton.tsx';
import { MaskLayer } from './mask/MaskLayer.tsx';
import { useMaskPainter } from './mask/use-mask-painter.ts';
import { PhotoLayers } from './PhotoLayers.tsx';
import { placeCrop, placePart } from './place-crop.ts';
import { PlacingBar } from './PlacingBar.tsx';
import styles from './Stage.module.css';
import { ShimmerCanvas } from './ShimmerCanvas.tsx';
import { StageCaption } from './StageCaption.tsx';
import { StageCard } from './StageCard.tsx';
import { AfterLabel, BeforeLabel } from './StageLabels.tsx';
import { useCamera } from './use-camera.ts';
import { useChosenWord } from './use-chosen-word.ts';
import { usePlacing } from './use-placing.ts';
import { useShownPhoto } from './use-shown-photo.ts';
import { useStageKeys } from './use-stage-keys.ts';
import { useStageTools } from './use-stage-tools.ts';
import { WordProbe } from './WordProbe.tsx';
import { ZoomButtons } from './ZoomButtons.tsx';

export interface StageProps {
  readonly photo: Photo;
  /** What can be done with a finished edit. */
  readonly resultButtons: ReactNode;
}

/** The picture, before and after, in one of its views, as large as there is room. Pointers and keys go to the tool in the hand. */
export function Stage({ photo, resultButtons }: StageProps): ReactNode {
  const mode = useAppState((state) => state.view.mode);
  const tool = useAppState((state) => state.view.tool);
  const isHoldingOriginal = useAppState((state) => state.view.isHoldingOriginal);
  const result = useAppState((state) => state.run.result);
  const last = useAppState((state) => state.run.last);
  const foreseen = useAppState(findForeseen);
  const run = useAppState(useShallow(deriveRunFacts));
  const frame = useAppState((state) => state.run.frame);
  const located = useAppState((state) => state.run.located);
  const [percent, setPercent] = useState(50);
  const placing = usePlacing(photo);
  const { chosen, heat } = useChosenWord();
  const sentence = chosen?.sentence ?? 'target';

  const region = useRef<HTMLElement>(null);
  const surface = useRef<HTMLDivElement>(null);
  const view = useRef<HTMLDivElement>(null);
  const room = useRef<HTMLDivElement>(null);
  const isGrabbing = useStageKeys(region);
  const camera = useCamera(view, room, photo);
  const size = { width: photo.widthPx, height: photo.heightPx };
  const limit = camera.deviceScale === null ? null : choosePixelLimit(size, camera.deviceScale);
  const ofPart = useMemo(() => (result === null ? null : smallEditOf(photo, result)), [photo, result]);
  const ofLast = useMemo(() => last && smallEditOf(last.photo, last.result), [last]);
  const edit = ofPart ?? ofLast;
  const original = useShownPhoto(photo, null, limit);
  const edited = useShownPhoto(photo, edit, limit);
  const isSharp = edited !== null && edited.edit === edit;

  const stage = deriveStage({
    mode,
    tool,
    isGrabbing,
    isHoldingOriginal,
    run,
    percent,
    isSharp,
    isSourceWord: chosen?.sentence === 'source',
  });
  const painter = useMaskPainter(photo, stage.isMasking);

  const tools = useStageTools({
    photo,
    view,
    surface,
    stage,
    placing,
    painter,
    sentence,
    percent,
    onPercent: setPercent,
  });

  const part = useMemo(() => placePart(photo, frame), [photo, frame]);
  const paintable = { ...photo, crop: paintableGrid(photo).crop };
  const bordered = stage.isMasking ? paintable : part;
  const hasBorder = bordered.crop.width < size.width || bordered.crop.height < size.height;
  return (
    <section
      ref={region}
      // Arrows move the photo while it has the focus.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className={styles['stage']}
      aria-label={canvasTexts.region}
      data-mode={mode}
      data-holding={isHoldingOriginal}
      data-sharp={original?.pixelLimit === limit && edited?.pixelLimit === limit && isSharp}
    >
      {/* The keyboard has elements of its own over the picture. */}
      <div
        ref={surface}
        className={styles['surface']}
        data-sliding={stage.isSliding}
        data-zoomed={camera.isZoomed}
        data-grabbing={isGrabbing}
        {...tools.pointerListeners}
      >
        <PhotoLayers
          photo={photo}
          edit={edit}
          result={result}
          isRunning={run.isRunning}
          part={part}
          foreseen={foreseen}
          original={original}
          edited={edited}
          hasDifference={mode === 'difference'}
          heat={heat}
          percent={stage.isSliding ? percent : null}
          shows={stage.shows}
          view={view}
          room={room}
          camera={camera}
        />
        <div className={styles['over']}>
          <div className={styles['frame']} style={camera.frame}>
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
                tool={tool}
                place={placeCrop(paintable)}
                layer={camera.layer}
                send={tools.send}
                onKey={tools.onKey}
              />
            ) : null}
            <div className={styles['layer']} style={camera.layer}>
              {stage.shows.shimmer && located !== null ? <ShimmerCanvas part={part} map={located} /> : null}
              {hasBorder && !stage.isPlacing ? (
                <span className={styles['border']} data-shown={stage.shows.border} style={placeCrop(bordered)} />
              ) : null}
              {placing.crop === null ? null : <CropBox photo={photo} crop={placing.crop} {...tools.context} />}
            </div>
            <BeforeLabel isShown={stage.shows.before} />
            {stage.isSliding ? <CompareHandle percent={percent} onKeyDown={tools.onKey} /> : null}
          </div>
        </div>
        <div className={styles['beside']}>
          <div className={styles['frame']} style={camera.frame}>
            <AfterLabel isShown={stage.shows.after} isDraft={run.isDraft} />
          </div>
        </div>
      </div>
      <StageCaption photo={photo} word={chosen} hasAfter={stage.hasAfter} />
      {stage.isPlacing ? (
        <PlacingBar onFollow={placing.follow} onApply={placing.apply} onCancel={placing.cancel} />
      ) : (
        <StageCard word={chosen} wordMaps={result?.wordMaps ?? null} />
      )}
      <div className={styles['corner']}>
        {resultButtons}
        <div className={styles['row']}>
          {stage.shows.hold ? <HoldButton {...tools.context} /> : null}
          <ZoomButtons />
        </div>
      </div>
    </section>
  );
}
