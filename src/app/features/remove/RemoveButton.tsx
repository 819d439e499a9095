import { useCallback, type ReactNode } from 'react';
import { findThings } from '../../../words/things.ts';
import { useApp, useAppState } from '../../app-context.ts';
import { Button } from '../../ui/Button.tsx';
import { Popover } from '../../ui/Popover.tsx';
import styles from './RemoveButton.module.css';
import { hasPaintedThing, removePainted, removeThing } from './remove-thing.ts';
import { removeTexts } from './texts.ts';

/** The things that the photo shows; one that is pressed goes. */
export function RemoveButton(): ReactNode {
  const context = useApp();
  const { store, actions } = context;
  const isEnabled = useAppState(actions.remove.isEnabled);
  const isOpen = useAppState((state) => state.view.isRemoveOpen);
  const isPainted = useAppState(hasPaintedThing);
  const source = useAppState((state) => state.prompts.source);
  const show = useCallback(
    (isRemoveOpen: boolean) => store.setState(({ view }) => ({ view: { ...view, isRemoveOpen } })),
    [store],
  );
  const close = useCallback(() => show(false), [show]);
  if (!isEnabled) return null;
  const choose = (remove: Promise<void>): void => {
    close();
    void remove;
  };
  return (
    <div className={styles['holder']}>
      <Button
        variant="link"
        label={removeTexts.button}
        title={`${removeTexts.title} (${actions.remove.shortcut ?? ''})`}
        onPress={() => show(!isOpen)}
      />
      {isOpen ? (
        <Popover label={removeTexts.title} placement="above" onClose={close}>
          <p className={styles['title']}>{removeTexts.title}</p>
          <div className={styles['things']}>
            {isPainted ? (
              <button type="button" className={styles['thing']} onClick={() => choose(removePainted(context))}>
                {removeTexts.painted}
              </button>
            ) : null}
            {findThings(source).map((thing) => (
              <button
                key={thing.without}
                type="button"
                className={styles['thing']}
                onClick={() => choose(removeThing(context, thing))}
              >
                {thing.name}
              </button>
            ))}
          </div>
        </Popover>
      ) : null}
    </div>
  );
}
