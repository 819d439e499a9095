import type { ReactNode } from 'react';
import styles from './Button.module.css';

export type ButtonVariant = 'quiet' | 'outlined' | 'strong' | 'link';

export interface ButtonProps {
  readonly label: string;
  /** What it is called where several have the same label. */
  readonly name?: string;
  readonly onPress: () => void;
  readonly variant?: ButtonVariant;
  readonly icon?: ReactNode;
  readonly isIconOnly?: boolean;
  readonly isDisabled?: boolean;
  readonly title?: string;
  /** What it opens and closes, and whether that is open. */
  readonly expands?: { readonly id: string; readonly isOpen: boolean };
}

export function Button({
  label,
  name,
  onPress,
  variant = 'quiet',
  icon,
  isIconOnly = false,
  isDisabled = false,
  title,
  expands,
}: ButtonProps): ReactNode {
  return (
    <button
      type="button"
      className={styles['button']}
      data-variant={variant}
      data-icon-only={isIconOnly}
      aria-label={name ?? (isIconOnly ? label : undefined)}
      title={title}
      aria-expanded={expands?.isOpen}
      aria-controls={expands?.id}
      disabled={isDisabled}
      onClick={onPress}
    >
      {icon}
      {isIconOnly ? null : <span>{label}</span>}
    </button>
  );
}
