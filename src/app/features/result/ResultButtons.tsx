import { Dices, ImageUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { useApp, useAppState, type ActionId } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { resultTexts } from './texts.ts';
import styles from './ResultButtons.module.css';

const ICON = { size: 17, 'aria-hidden': true } as const;
const BUTTONS = [
  { action: 'another', icon: <Dices {...ICON} /> },
  { action: 'use-as-photo', icon: <ImageUp {...ICON} /> },
] as const satisfies readonly {
  action: ActionId;
  icon: ReactNode;
}[];

/** What can be done with an edit that is finished, over the picture; nothing where there is none. */
export function ResultButtons(): ReactNode {
  const context = useApp();
  const isFinished = useAppState(context.actions['use-as-photo'].isEnabled);
  if (!isFinished) return null;
  return (
    <div role="group" aria-label={resultTexts.region} className={styles['buttons']}>
      {BUTTONS.map(({ action, icon }) => (
        <button
          key={action}
          type="button"
          className={styles['button']}
          aria-label={texts.actions[action]}
          title={`${texts.actions[action]} (${context.actions[action].shortcut})`}
          onClick={() => context.actions[action].perform(context)}
        >
          {icon}
          <span className={styles['label']}>{texts.actions[action]}</span>
        </button>
      ))}
    </div>
  );
}
