import { useEffect, useRef, useState, type ReactNode } from 'react';
import { FIELD_KEY_IDS, FIELD_KEYS } from '../../actions/field-keys.ts';
import { showShortcut } from '../../actions/shortcut.ts';
import { useApp, useAppState, type Actions, type ActionId } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import styles from './HelpDialog.module.css';
import { searchKeys, type KeyLine } from './search-keys.ts';

/** All keys, from the table of actions and from the fields that have keys of their own; what is typed narrows them down. */
export function HelpDialog(): ReactNode {
  const isOpen = useAppState((state) => state.view.isHelpOpen);
  return isOpen ? <OpenDialog /> : null;
}

function OpenDialog(): ReactNode {
  const { store, actions } = useApp();
  const field = useRef<HTMLInputElement>(null);
  const [search, setSearch] = useState('');
  useEffect(() => field.current?.focus(), []);
  const close = (): void => store.setState(({ view }) => ({ view: { ...view, isHelpOpen: false } }));
  const lines = searchKeys(listKeys(actions, navigator.platform.startsWith('Mac')), search);
  return (
    <Dialog title={texts.help.title} width="narrow" closeLabel={texts.actions.close} onClose={close}>
      <input
        ref={field}
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
    </Dialog>
  );
}

function listKeys(actions: Actions, isMac: boolean): readonly KeyLine[] {
  return [
    ...Object.entries(actions).flatMap(([id, { shortcut }]) =>
      shortcut === null ? [] : [{ label: texts.actions[id as ActionId], keys: showShortcut(shortcut, isMac) }],
    ),
    ...FIELD_KEY_IDS.map((id) => ({ label: texts.help.keys[id], keys: showShortcut(FIELD_KEYS[id], isMac) })),
  ];
}
