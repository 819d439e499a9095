import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { en } from '../../i18n/en.ts';
import { sayError } from '../../i18n/say-error.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './PackProblem.module.css';

/** Why the model could not be loaded, which file it is about, and another try. */
export function PackProblem(): ReactNode {
  const { openPack } = useApp();
  const error = useAppState((state) => (state.pack.status === 'failed' ? state.pack.error : null));
  if (error === null) return null;
  return (
    <div role="alert" className={styles['problem']}>
      <TriangleAlert size={20} aria-hidden="true" />
      <div>
        <strong>{en.device.problem}</strong>
        <p>{sayError(error)}</p>
      </div>
      <Button look="outlined" label={en.device.retry} onPress={openPack} />
    </div>
  );
}
