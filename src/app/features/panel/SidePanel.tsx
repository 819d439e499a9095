import { X } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, type ReactNode } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { Button } from '../../ui/Button.tsx';
import { useReturnedFocus } from '../../ui/use-returned-focus.ts';
import { PANEL_ID } from './panel-id.ts';
import styles from './SidePanel.module.css';

/** History and settings, over the edge of the picture. Closed it stays on the page, unseen: what is in it goes on. */
export function SidePanel({ children }: { readonly children: ReactNode }): ReactNode {
  const { store } = useApp();
  const isOpen = useAppState(({ view }) => view.isPanelOpen);
  const panel = useRef<HTMLElement>(null);
  const close = (): void => store.setState(({ view }) => ({ view: { ...view, isPanelOpen: false } }));

  const onKeyDown = useEffectEvent((event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    close();
  });

  useEffect(() => {
    const element = panel.current;
    const listen = (event: KeyboardEvent): void => onKeyDown(event);
    element?.addEventListener('keydown', listen);
    return () => element?.removeEventListener('keydown', listen);
  }, []);

  useReturnedFocus(panel, isOpen);

  return (
    <aside
      ref={panel}
      id={PANEL_ID}
      className={styles['panel']}
      aria-label={texts.actions['toggle-panel']}
      hidden={!isOpen}
    >
      <div className={styles['head']}>
        <Button
          label={texts.actions.close}
          icon={<X size={17} aria-hidden="true" />}
          isIconOnly
          title={texts.actions.close}
          onPress={close}
        />
      </div>
      {children}
    </aside>
  );
}
