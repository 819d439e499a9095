import type { ReactNode } from 'react';
import { useApp, useAppState, type ActionId } from '../app-context.ts';
import { texts } from '../i18n/texts.ts';
import { Button, type ButtonVariant } from '../ui/Button.tsx';
import { showShortcut } from './shortcut.ts';

export interface ActionButtonProps {
  readonly action: ActionId;
  readonly variant?: ButtonVariant;
  readonly icon?: ReactNode;
  /** Shows the icon alone; the label stays its name. */
  readonly isIconOnly?: boolean;
}

/** A button that does what an action of the table does. */
export function ActionButton({
  action: id,
  variant = 'quiet',
  icon,
  isIconOnly = false,
}: ActionButtonProps): ReactNode {
  const context = useApp();
  const action = context.actions[id];
  const label = texts.actions[id];
  const isEnabled = useAppState(action.isEnabled);
  const isMac = navigator.platform.startsWith('Mac');
  const title = action.shortcut === null ? label : `${label} (${showShortcut(action.shortcut, isMac)})`;
  return (
    <Button
      variant={variant}
      icon={icon}
      label={label}
      isIconOnly={isIconOnly}
      title={title}
      isDisabled={!isEnabled}
      onPress={() => action.perform(context)}
    />
  );
}
