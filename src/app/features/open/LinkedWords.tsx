import { Link } from 'lucide-react';
import type { ReactNode } from 'react';
import { useAppState } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { DiffText } from '../../ui/DiffText.tsx';
import styles from './LinkedWords.module.css';

/** The words that a link brought, while they wait for a photo. */
export function LinkedWords(): ReactNode {
  const linked = useAppState((state) => state.linked);
  if (linked === null) return null;
  const { source, target } = linked.prompts;
  return (
    <div className={styles['notice']}>
      <Link size={18} aria-hidden="true" />
      <div>
        <p className={styles['quiet']}>{texts.project.linked}</p>
        <p>
          <DiffText source={source} target={target} />
        </p>
      </div>
    </div>
  );
}
