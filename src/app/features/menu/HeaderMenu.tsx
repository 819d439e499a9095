import { Ellipsis } from 'lucide-react';
import { useCallback, useState, type ReactNode } from 'react';
import { showShortcut } from '../../actions/shortcut.ts';
import { useApp, useAppState, type ActionId } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { menuTexts } from './texts.ts';
import { Button } from '../../ui/Button.tsx';
import { Popover } from '../../ui/Popover.tsx';
import styles from './HeaderMenu.module.css';
import { LanguageChoice } from './LanguageChoice.tsx';
import { ThemeChoice } from './ThemeChoice.tsx';

/** Actions that have no button of their own in the header; the second group has one on large screens. */
const FILE_ACTIONS = [
  'save-comparison',
  'save-project',
  'copy-link',
  'batch',
  'between',
] as const satisfies readonly ActionId[];
const ON_SMALL_SCREENS = ['redo', 'open-photo', 'paste', 'copy-image'] as const satisfies readonly ActionId[];
const LAST = ['help', 'report'] as const satisfies readonly ActionId[];

/** Everything that is wanted now and then. */
export function HeaderMenu(): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const close = useCallback(() => setOpen(false), []);
  return (
    <div className={styles['holder']}>
      <Button
        label={menuTexts.open}
        title={menuTexts.open}
        icon={<Ellipsis size={18} aria-hidden="true" />}
        isIconOnly
        onPress={() => setOpen(!isOpen)}
      />
      {isOpen ? (
        <Popover label={menuTexts.open} placement="below" onClose={close}>
          <div className={styles['menu']}>
            {/* Few computers have a sheet to share by: a line that can never be pressed is none. */}
            <Actions ids={'canShare' in navigator ? ['share', ...FILE_ACTIONS] : FILE_ACTIONS} onDone={close} />
            <div className={styles['small']}>
              <Actions ids={ON_SMALL_SCREENS} onDone={close} />
            </div>
            <Actions ids={LAST} onDone={close} />
            <ThemeChoice />
            <LanguageChoice />
          </div>
        </Popover>
      ) : null}
    </div>
  );
}

function Actions({ ids, onDone }: { readonly ids: readonly ActionId[]; readonly onDone: () => void }): ReactNode {
  return (
    <ul>
      {ids.map((id) => (
        <li key={id}>
          <MenuAction id={id} onDone={onDone} />
        </li>
      ))}
    </ul>
  );
}

function MenuAction({ id, onDone }: { readonly id: ActionId; readonly onDone: () => void }): ReactNode {
  const context = useApp();
  const { shortcut, isEnabled, perform } = context.actions[id];
  const isOn = useAppState(isEnabled);
  const isMac = navigator.platform.startsWith('Mac');
  return (
    <button
      type="button"
      className={styles['item']}
      disabled={!isOn}
      onClick={() => {
        onDone();
        perform(context);
      }}
    >
      <span>{texts.actions[id]}</span>
      {shortcut === null ? null : <kbd aria-hidden="true">{showShortcut(shortcut, isMac)}</kbd>}
    </button>
  );
}
