import { useMemo, type ReactNode, type RefObject } from 'react';
import type { EditResult } from '../../../protocol/engine.ts';
import type { PixelImage } from '../../../protocol/edit-request.ts';
import type { SmallEdit } from '../../../protocol/photo-work.ts';
import { canvasTexts } from './texts.ts';
import type { Photo } from '../../photo/photo.ts';
import { PictureCanvas } from '../../picture/PictureCanvas.tsx';
import { paintDifference } from './compare-images.ts';
import type { StageView } from './derive-stage.ts';
import { FullSizeCanvas } from './FullSizeCanvas.tsx';
import { placeCrop, type Placed } from './place-crop.ts';
import { PreviewCanvas } from './PreviewCanvas.tsx';
import styles from './Stage.module.css';
import type { CameraView } from './use-camera.ts';
import type { ShownPhoto } from './use-shown-photo.ts';

export interface PhotoLayersProps {
  readonly photo: Photo;
  readonly edit: SmallEdit | null;
  readonly result: EditResult | null;
  readonly isRunning: boolean;
  /** The part that is painted, or was for the result. */
  readonly part: Placed;
  /** The picture that the run will end with, where it is known. */
  readonly foreseen: PixelImage | null;
  readonly original: ShownPhoto | null;
  readonly edited: ShownPhoto | null;
  readonly hasDifference: boolean;
  /** Where a word acts. */
  readonly heat: PixelImage | null;
  /** Where the edited picture begins, in percent of what is seen of the photo, from the left. */
  readonly percent: number | null;
  readonly shows: StageView['shows'];
  /** What the photo is seen in, and the part of it that nothing covers. */
  readonly view: RefObject<HTMLDivElement | null>;
  readonly room: RefObject<HTMLDivElement | null>;
  readonly camera: Pick<CameraView, 'frame' | 'layer'>;
}

/** The photo, what became of it, and the difference, each with the map of a word over it. */
export function PhotoLayers(props: PhotoLayersProps): ReactNode {
  const {
    photo,
    edit,
    result,
    isRunning,
    part,
    foreseen,
    original,
    edited,
    hasDifference,
    heat,
    percent,
    shows,
    view,
    room,
    camera,
  } = props;
  const difference = useMemo(
    () => (hasDifference && edit !== null ? paintDifference(edit.photo, edit.edited) : null),
    [hasDifference, edit],
  );
  const place = placeCrop(photo);
  // Around a picture of another part, what is left of the last one would be taken for the edit.
  const isCovered = shows.preview && edited?.edit != null && edited.edit.crop !== part.crop;
  const heatLayer =
    heat === null ? null : (
      <PictureCanvas
        label={canvasTexts.wordMap}
        image={heat}
        className={`${styles['part']} ${styles['heat']}`}
        style={place}
      />
    );
  return (
    <>
      <div ref={view} className={styles['original']}>
        <div ref={room} className={styles['room']} />
        <div className={styles['frame']} style={camera.frame}>
          <div className={styles['layer']} style={camera.layer}>
            {original === null ? (
              <PictureCanvas
                label={canvasTexts.editedArea}
                image={photo.pixels}
                className={styles['part']}
                style={place}
              />
            ) : null}
            <FullSizeCanvas label={canvasTexts.original} shown={original} />
            {heatLayer}
          </div>
        </div>
      </div>
      <div className={styles['edited']} data-shown={shows.edited}>
        <div
          className={styles['frame']}
          style={{ ...camera.frame, ...(percent === null ? {} : { clipPath: `inset(0 0 0 ${percent}%)` }) }}
        >
          <div className={styles['layer']} style={camera.layer}>
            <FullSizeCanvas
              label={canvasTexts.edited}
              shown={edited}
              className={isCovered ? styles['covered'] : undefined}
            />
            <PreviewCanvas
              key={photo.id}
              part={part}
              image={foreseen ?? (isRunning ? null : (result?.image ?? null))}
              isShown={shows.preview}
            />
            {heatLayer}
          </div>
        </div>
      </div>
      {difference === null ? null : (
        <div className={styles['difference']}>
          <div className={styles['frame']} style={camera.frame}>
            <div className={styles['layer']} style={camera.layer}>
              <PictureCanvas
                label={canvasTexts.difference}
                image={difference}
                className={styles['part']}
                style={place}
              />
              {heatLayer}
            </div>
          </div>
        </div>
      )}
    </>
  );
}
