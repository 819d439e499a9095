import type { CSSProperties, KeyboardEventHandler, ReactNode } from 'react';
import { texts } from '../../../i18n/texts.ts';
import { CAPTION_ID } from '../../../picture/caption-id.ts';
import type { CanvasTool } from '../../../store/app-state.ts';
import { isOutlineTool } from '../../../store/mask-reducer.ts';
import type { ToolEvent } from '../tools/tool.ts';
import styles from './MaskLayer.module.css';
import type { MaskPainter } from './use-mask-painter.ts';

export interface MaskLayerProps {
  readonly painter: Pick<MaskPainter, 'canvas' | 'cursor' | 'outline' | 'announcement'>;
  readonly tool: CanvasTool;
  /** Where the edited part lies in the photo. */
  readonly place: CSSProperties;
  /** The whole photo within what is seen of it. */
  readonly layer: CSSProperties;
  readonly send: (event: ToolEvent) => void;
  readonly onKey: KeyboardEventHandler;
}

/** The mask over the picture, and the brush. Pointers are heard by the frame around it; the button is the keyboard's side. */
export function MaskLayer({ painter, tool, place, layer, send, onKey }: MaskLayerProps): ReactNode {
  const { canvas, cursor, outline, announcement } = painter;
  return (
    <>
      <div className={styles['view']}>
        <div className={styles['layer']} style={layer}>
          <canvas ref={canvas} role="img" aria-label={texts.mask.title} className={styles['part']} style={place} />
        </div>
      </div>
      <button
        type="button"
        aria-label={labelOf(tool)}
        data-pointing={tool === 'select' || isOutlineTool(tool)}
        aria-describedby={CAPTION_ID}
        className={styles['painter']}
        onKeyDown={onKey}
        onKeyUp={onKey}
        onFocus={() => send({ type: 'focus' })}
        onBlur={() => send({ type: 'blur' })}
        onPointerLeave={() => send({ type: 'leave' })}
      >
        <span ref={cursor} className={styles['cursor']} hidden />
        <svg className={styles['outline']} viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
          <g ref={outline}>
            <polygon vectorEffect="non-scaling-stroke" />
            <polygon vectorEffect="non-scaling-stroke" />
          </g>
        </svg>
      </button>
      <span ref={announcement} className="visually-hidden" aria-live="polite" />
    </>
  );
}

function labelOf(tool: CanvasTool): string {
  if (tool === 'select') return texts.mask.selector;
  return isOutlineTool(tool) ? texts.mask.outliner : texts.mask.painter;
}
