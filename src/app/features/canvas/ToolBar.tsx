import { Brush, Crop, Eraser, Hand, Lasso, MousePointerClick, SquareDashed } from 'lucide-react';
import type { ReactNode } from 'react';
import { useApp, useAppState, type ActionId } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import type { CanvasTool } from '../../store/app-state.ts';
import { maskOf } from '../../store/mask-reducer.ts';
import { isPainted } from '../../store/painted-mask.ts';
import { RadioBar, type RadioBarProps } from './RadioBar.tsx';
import { canvasTexts } from './texts.ts';

const ICON = { size: 17, 'aria-hidden': true } as const;
/** Each with the action of the table that takes it into the hand. */
const TOOLS = [
  { id: 'hand', action: 'tool-hand', icon: <Hand {...ICON} /> },
  { id: 'select', action: 'tool-select', icon: <MousePointerClick {...ICON} /> },
  { id: 'brush', action: 'mask-brush', icon: <Brush {...ICON} /> },
  { id: 'eraser', action: 'mask-eraser', icon: <Eraser {...ICON} /> },
  { id: 'rectangle', action: 'mask-rectangle', icon: <SquareDashed {...ICON} /> },
  { id: 'lasso', action: 'mask-lasso', icon: <Lasso {...ICON} /> },
  { id: 'crop', action: 'tool-crop', icon: <Crop {...ICON} /> },
] as const satisfies readonly { id: CanvasTool; action: ActionId; icon: ReactNode }[];

/** What a press on the picture does, as one choice. */
export function ToolBar({ direction }: Pick<RadioBarProps<CanvasTool>, 'direction'>): ReactNode {
  const context = useApp();
  const current = useAppState((state) => state.view.tool);
  const hasPaint = useAppState((state) => isPainted(maskOf(state)));
  const canPlace = useAppState(context.actions['tool-crop'].isEnabled);
  return (
    <RadioBar
      label={canvasTexts.tools}
      direction={direction}
      hasLabels={false}
      current={current}
      options={TOOLS.map(({ id, action, icon }) => ({
        id,
        label: texts.actions[action],
        title: `${texts.actions[action]} (${context.actions[action].shortcut ?? ''})`,
        icon,
        isDisabled: id === 'crop' && !canPlace,
        mark: id === 'brush' && hasPaint ? texts.mask.painted : null,
      }))}
      onChoose={(id) => context.actions[actionOf(id)].perform(context)}
    />
  );
}

function actionOf(tool: CanvasTool): ActionId {
  return TOOLS.find(({ id }) => id === tool)?.action ?? 'tool-hand';
}
