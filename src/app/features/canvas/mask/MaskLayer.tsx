import type { CSSProperties, KeyboardEventHandler, ReactNode } from 'react';
import { texts } from '../../../i18n/texts.ts';
import { CAPTION_ID } from '../../../picture/caption-id.ts';
import type { ToolEvent } from '../tools/tool.ts';
import styles from './MaskLayer.module.css';
import type { MaskPainter } from './use-mask-painter.ts';

export interface MaskLayerProps {
  readonly painter: Pick<MaskPainter, 'canvas' | 'cursor' | 'announcement'>;
  /** Where the edited part lies in the photo. */
  readonly place: CSSProperties;
  /** The whole photo within what is seen of it. */
  readonly layer: CSSProperties;
  readonly send: (event: ToolEvent) => void;
  readonly onKey: KeyboardEventHandler;
}

/** The mask over the picture, and the brush. Pointers are heard by the frame around it; the button is the keyboard's side. */
export function MaskLayer({ painter, place, layer, send, onKey }: MaskLayerProps): ReactNode {
  const { canvas, cursor, announcement } = painter;
  return (
    <>
      <div className={styles['view']}>
        <div className={styles['layer']} style={layer}>
          <canvas ref={canvas} role="img" aria-label={texts.mask.title} className={styles['part']} style={place} />
        </div>
      </div>
      <button
        type="button"
        aria-label={texts.mask.painter}
        aria-describedby={CAPTION_ID}
        className={styles['painter']}
        onKeyDown={onKey}
        onKeyUp={onKey}
        onFocus={() => send({ type: 'focus' })}
        onBlur={() => send({ type: 'blur' })}
        onPointerLeave={() => send({ type: 'leave' })}
      >
        <span ref={cursor} className={styles['cursor']} hidden />
      </button>
      <span ref={announcement} className="visually-hidden" aria-live="polite" />
    </>
  );
}
