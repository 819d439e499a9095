import { ArrowRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { PictureCanvas } from '../../picture/PictureCanvas.tsx';
import styles from './ContinueCard.module.css';

/** The way back to what was on screen when the page was closed. */
export function ContinueCard(): ReactNode {
  const { history } = useApp();
  const continuation = useAppState((state) => (state.photo === null ? state.persistence.continuation : null));
  if (continuation === null) return null;
  const { photoName, words, image } = continuation;
  return (
    <button type="button" className={styles['card']} onClick={() => history.continueVisit()}>
      <span aria-hidden="true">
        <PictureCanvas label={photoName} image={image} className={styles['picture']} />
      </span>
      <span className={styles['text']}>
        <strong>{texts.history.continue}</strong>
        <span className={styles['words']}>{[photoName, words].filter(Boolean).join(', ')}</span>
      </span>
      <ArrowRight size={18} aria-hidden="true" />
    </button>
  );
}
