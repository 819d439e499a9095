import { PanelRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { Button } from '../../ui/Button.tsx';
import { PANEL_ID } from './panel-id.ts';

/** Opens the panel beside the picture, and closes it. */
export function PanelButton(): ReactNode {
  const context = useApp();
  const isOpen = useAppState(({ view }) => view.isPanelOpen);
  const label = texts.actions['toggle-panel'];
  return (
    <Button
      label={label}
      title={`${label} (P)`}
      icon={<PanelRight size={17} aria-hidden="true" />}
      isIconOnly
      expands={{ id: PANEL_ID, isOpen }}
      onPress={() => context.actions['toggle-panel'].perform(context)}
    />
  );
}
