import { Dices, X } from 'lucide-react';
import { useMemo, useRef, type ReactNode } from 'react';
import type { PixelImage } from '../../../protocol/edit-request.ts';
import { useApp, useAppState } from '../../app-context.ts';
import { seenOf, type Photo } from '../../photo/photo.ts';
import { PictureCanvas } from '../../picture/PictureCanvas.tsx';
import { findVersions, pickVersion } from '../../store/versions.ts';
import { Button } from '../../ui/Button.tsx';
import { useReturnedFocus } from '../../ui/use-returned-focus.ts';
import { versionsTexts } from './texts.ts';
import styles from './VersionTray.module.css';

const ICON = { size: 16, 'aria-hidden': true } as const;

/** Versions of an edit side by side, as they come; a press puts one on screen. */
export function VersionTray(): ReactNode {
  const context = useApp();
  const { store, actions } = context;
  const versions = useAppState(findVersions);
  const shownKey = useAppState((state) => state.run.resultKey);
  const tray = useRef<HTMLElement>(null);
  useReturnedFocus(tray, versions !== null);
  if (versions === null) return null;
  const { cells, isPainting } = versions;
  const done = cells.filter(({ result }) => result !== null).length;
  return (
    <section ref={tray} aria-label={versionsTexts.title} className={styles['tray']}>
      <div className={styles['head']}>
        <h2>{versionsTexts.title}</h2>
        <span role="status" className={styles['status']}>
          {isPainting ? versionsTexts.painting(done, cells.length) : ''}
          <span className="visually-hidden">{isPainting ? '' : versionsTexts.done(done)}</span>
        </span>
        <Button
          label={versionsTexts.close}
          icon={<X {...ICON} />}
          isIconOnly
          // What is being painted is cancelled at its next picture.
          onPress={() => store.setState({ versions: null })}
        />
      </div>
      <div className={styles['cells']}>
        {cells.map(({ input, image, result }, index) => (
          <button
            key={input.key}
            type="button"
            className={styles['cell']}
            aria-label={versionsTexts.name(index + 1)}
            aria-pressed={input.key === shownKey}
            data-done={result !== null}
            disabled={result === null}
            onClick={() => store.setState((state) => pickVersion(state, index))}
          >
            {image === null ? null : <Picture photo={input.photo} image={image} />}
            <span className={styles['number']} aria-hidden="true">
              {index + 1}
            </span>
          </button>
        ))}
        {isPainting ? null : (
          <button
            type="button"
            className={styles['more']}
            aria-label={versionsTexts.moreName}
            onClick={() => actions.another.perform(context)}
          >
            <Dices {...ICON} />
            {versionsTexts.more}
          </button>
        )}
      </div>
    </section>
  );
}

function Picture({ photo, image }: { readonly photo: Photo; readonly image: PixelImage }): ReactNode {
  const seen = useMemo(() => seenOf(photo, image), [photo, image]);
  return <PictureCanvas label={null} image={seen} />;
}
