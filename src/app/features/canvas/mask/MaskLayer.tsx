import type { CSSProperties, ReactNode } from 'react';
import { texts } from '../../../i18n/texts.ts';
import { CAPTION_ID } from '../../../picture/caption-id.ts';
import styles from './MaskLayer.module.css';
import type { MaskPainter } from './use-mask-painter.ts';

export interface MaskLayerProps {
  readonly painter: MaskPainter;
  /** Where the edited part lies in the frame. */
  readonly place: CSSProperties;
  readonly cameraStyle: CSSProperties;
}

/** The mask over the picture, and the brush. Pointers are heard by the frame around it; the button is the keyboard's side. */
export function MaskLayer({ painter, place, cameraStyle }: MaskLayerProps): ReactNode {
  const { canvas, cursor, spoken, onKeyDown, onKeyUp, onFocus, onBlur, onPointerLeave } = painter;
  return (
    <>
      <div className={styles['view']}>
        <div className={styles['layer']} style={cameraStyle}>
          <canvas ref={canvas} role="img" aria-label={texts.mask.title} className={styles['part']} style={place} />
        </div>
      </div>
      <button
        type="button"
        aria-label={texts.mask.painter}
        aria-describedby={CAPTION_ID}
        className={styles['painter']}
        onKeyDown={onKeyDown}
        onKeyUp={onKeyUp}
        onFocus={onFocus}
        onBlur={onBlur}
        onPointerLeave={onPointerLeave}
      >
        <span ref={cursor} className={styles['cursor']} hidden />
      </button>
      <span ref={spoken} className="visually-hidden" aria-live="polite" />
    </>
  );
}
