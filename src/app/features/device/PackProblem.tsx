import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { ActionButton } from '../../actions/ActionButton.tsx';
import { useApp, useAppState } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { describeError } from '../../i18n/describe-error.ts';
import { Button } from '../../ui/Button.tsx';
import { STARTER_CHOICE } from '../../store/packs-state.ts';
import styles from './PackProblem.module.css';

/** Why the model could not be loaded, which file it is about, and another try. */
export function PackProblem(): ReactNode {
  const { openModel, packs } = useApp();
  const isStarter = useAppState((state) => state.packs.choice.kind === 'starter');
  const error = useAppState((state) => (state.pack.status === 'failed' ? state.pack.error : null));
  if (error === null) return null;
  return (
    <div role="alert" className={styles['problem']} data-message="">
      <TriangleAlert size={20} aria-hidden="true" />
      <div>
        <strong>{texts.device.problem}</strong>
        <p>{describeError(error)}</p>
      </div>
      {isStarter ? null : <Button label={texts.packs.chooseStarter} onPress={() => packs.choose(STARTER_CHOICE)} />}
      <ActionButton action="report" />
      <Button variant="outlined" label={texts.device.retry} onPress={openModel} />
    </div>
  );
}
