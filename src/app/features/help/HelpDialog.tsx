import { useEffect, useRef, useState, type ReactNode } from 'react';
import { ACTION_IDS, getAction } from '../../actions/actions.ts';
import { FIELD_KEY_IDS, FIELD_KEYS } from '../../actions/field-keys.ts';
import { showShortcut } from '../../actions/shortcut.ts';
import { useApp, useAppState } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './HelpDialog.module.css';
import { searchKeys, type KeyLine } from './search-keys.ts';

/** All keys, from the table of actions and from the fields that have keys of their own; what is typed narrows them down. */
export function HelpDialog(): ReactNode {
  const { store } = useApp();
  const isOpen = useAppState((state) => state.view.isHelpOpen);
  const dialog = useRef<HTMLDialogElement>(null);
  const [search, setSearch] = useState('');

  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);

  const close = (): void => {
    setSearch('');
    store.setState(({ view }) => ({ view: { ...view, isHelpOpen: false } }));
  };
  const lines = searchKeys(listKeys(navigator.platform.startsWith('Mac')), search);
  return (
    <dialog ref={dialog} className={styles['dialog']} aria-labelledby="help-title" onClose={close}>
      <div className={styles['head']}>
        <h2 id="help-title">{texts.help.title}</h2>
        <Button label={texts.actions.close} onPress={close} />
      </div>
      <input
        type="search"
        className={styles['search']}
        aria-label={texts.help.search}
        placeholder={texts.help.search}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <dl className={styles['list']}>
        {lines.map(({ label, keys }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <kbd>{keys}</kbd>
            </dd>
          </div>
        ))}
      </dl>
      <p role="status" className={styles['privacy']}>
        {lines.length === 0 ? texts.help.nothing(search) : texts.privacyShort}
      </p>
    </dialog>
  );
}

function listKeys(isMac: boolean): readonly KeyLine[] {
  return [
    ...ACTION_IDS.flatMap((id) => {
      const { shortcut } = getAction(id);
      return shortcut === null ? [] : [{ label: texts.actions[id], keys: showShortcut(shortcut, isMac) }];
    }),
    ...FIELD_KEY_IDS.map((id) => ({ label: texts.help.keys[id], keys: showShortcut(FIELD_KEYS[id], isMac) })),
  ];
}
