import { useEffect, useRef, type ReactNode } from 'react';
import { ACTION_IDS, getAction } from '../../actions/actions.ts';
import { showShortcut } from '../../actions/shortcut.ts';
import { useApp, useAppState } from '../../app-context.ts';
import { en } from '../../i18n/en.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './HelpDialog.module.css';

/** All keys, from the table of actions and from the fields that have keys of their own. */
export function HelpDialog(): ReactNode {
  const { store } = useApp();
  const isOpen = useAppState((state) => state.view.isHelpOpen);
  const dialog = useRef<HTMLDialogElement>(null);
  const isMac = navigator.platform.startsWith('Mac');

  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);

  const close = (): void => store.setState(({ view }) => ({ view: { ...view, isHelpOpen: false } }));
  const rows = [
    ...ACTION_IDS.flatMap((id) => {
      const { label, shortcut } = getAction(id);
      return shortcut === null ? [] : [[label, shortcut] as const];
    }),
    [en.help.keepEdit, 'Enter'] as const,
    [en.help.emphasis, 'Mod+↑ ↓'] as const,
    [en.help.line, '← → Home End'] as const,
  ];
  return (
    <dialog ref={dialog} className={styles['dialog']} aria-labelledby="help-title" onClose={close}>
      <div className={styles['head']}>
        <h2 id="help-title">{en.help.title}</h2>
        <Button label={en.actions.close} onPress={close} />
      </div>
      <dl className={styles['list']}>
        {rows.map(([label, shortcut]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <kbd>{showShortcut(shortcut, isMac)}</kbd>
            </dd>
          </div>
        ))}
      </dl>
      <p className={styles['privacy']}>{en.privacyShort}</p>
    </dialog>
  );
}
