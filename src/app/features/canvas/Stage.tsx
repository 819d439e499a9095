import { useEffect, useMemo, useRef, useState, type PointerEvent, type ReactNode } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { en } from '../../i18n/en.ts';
import type { Photo } from '../../photo/photo.ts';
import { paintDifference, paintMask } from './compare-images.ts';
import { CompareHandle } from './CompareHandle.tsx';
import { ModeBar } from './ModeBar.tsx';
import { paintImage } from './paint-image.ts';
import { PictureCanvas } from './PictureCanvas.tsx';
import styles from './Stage.module.css';

/** The picture, before and after, in one of four views. */
export function Stage({ photo }: { readonly photo: Photo }): ReactNode {
  const { previews } = useApp();
  const { mode, isHoldingOriginal } = useAppState((state) => state.view);
  const run = useAppState((state) => state.run);
  const [percent, setPercent] = useState(50);
  const edited = useRef<HTMLCanvasElement>(null);

  const before = photo.pixels;
  const after = run.result?.image ?? before;
  const isRunning = run.status === 'running';
  const hasAfter = run.result !== null || (isRunning && run.previews > 0);

  useEffect(
    () =>
      previews.subscribe((image) => {
        if (edited.current !== null) paintImage(edited.current, image);
      }),
    [previews],
  );

  // A run that ended leaves its last preview behind: the picture that counts is painted over it.
  useEffect(() => {
    if (!isRunning && edited.current !== null) paintImage(edited.current, after);
  }, [isRunning, after]);

  const difference = useMemo(
    () => (mode === 'difference' && after.data.length === before.data.length ? paintDifference(before, after) : null),
    [mode, before, after],
  );
  const mask = run.result?.mask ?? null;
  const overlay = useMemo(
    () => (mode === 'mask' && mask !== null ? paintMask(mask, after.width, after.height) : null),
    [mode, mask, after],
  );

  const isSliding = mode === 'slider' && hasAfter && !isHoldingOriginal;
  const onPointer = (event: PointerEvent<HTMLDivElement>): void => {
    if (!isSliding || event.button > 0) return;
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId);
    else if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setPercent(Math.max(0, Math.min(100, ((event.clientX - left) / width) * 100)));
  };

  const note = noteOf(mode, hasAfter, mask !== null);
  return (
    <section
      className={styles['stage']}
      aria-label={en.canvas.region}
      data-mode={mode}
      data-holding={isHoldingOriginal}
    >
      <div className={styles['area']}>
        <div className={styles['pictures']}>
          {/* The keyboard moves the line by its handle. */}
          <div
            className={styles['frame']}
            data-sliding={isSliding}
            data-working={isRunning}
            onPointerDown={onPointer}
            onPointerMove={onPointer}
          >
            <PictureCanvas label={en.canvas.original} image={before} className={styles['original']} />
            <div
              className={styles['edited']}
              data-shown={hasAfter}
              style={isSliding ? { clipPath: `inset(0 0 0 ${percent}%)` } : undefined}
            >
              <PictureCanvas ref={edited} label={en.canvas.edited} image={after} />
              {overlay === null ? null : (
                <PictureCanvas label={en.canvas.mask} image={overlay} className={styles['overlay']} />
              )}
            </div>
            {difference === null ? null : (
              <PictureCanvas label={en.canvas.difference} image={difference} className={styles['difference']} />
            )}
            <span
              className={styles['before']}
              data-shown={isHoldingOriginal || mode === 'side-by-side' || (isSliding && percent > 16)}
            >
              {en.canvas.before}
            </span>
            <span className={styles['after']} data-shown={(isSliding && percent < 86) || mode === 'side-by-side'}>
              {en.canvas.after}
            </span>
            {isSliding ? <CompareHandle percent={percent} onMove={setPercent} /> : null}
          </div>
        </div>
      </div>
      <div className={styles['tools']}>
        <ModeBar />
        <p className={styles['caption']}>
          {note ?? en.canvas.editedAt(photo.name, photo.plan.target.width, photo.plan.target.height)}
        </p>
      </div>
    </section>
  );
}

function noteOf(mode: string, hasAfter: boolean, hasMask: boolean): string | null {
  if (mode === 'difference' && hasAfter) return en.canvas.noDifference;
  if (mode === 'mask') return hasMask ? en.canvas.maskHint : en.canvas.noMask;
  return null;
}
