import { Columns2, Diff, SquareSplitHorizontal, WholeWord } from 'lucide-react';
import type { ReactNode } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { useMediaQuery } from '../../ui/use-media-query.ts';
import type { ViewMode } from '../../store/app-state.ts';
import { RadioBar } from './RadioBar.tsx';
import { canvasTexts } from './texts.ts';
import { VIEW_MODES } from './view-modes.ts';

const ICON = { size: 17, 'aria-hidden': true } as const;
const ICONS = {
  slider: <SquareSplitHorizontal {...ICON} />,
  'side-by-side': <Columns2 {...ICON} />,
  difference: <Diff {...ICON} />,
  words: <WholeWord {...ICON} />,
} as const satisfies Record<ViewMode, ReactNode>;

/** The views of the picture, as one choice. */
export function ViewBar(): ReactNode {
  const { store } = useApp();
  const current = useAppState((state) => state.view.mode);
  const hasLabels = useMediaQuery('(min-width: 1180px)');
  return (
    <RadioBar
      label={canvasTexts.modes}
      direction="row"
      hasLabels={hasLabels}
      current={current}
      options={VIEW_MODES.map((id) => ({
        id,
        label: canvasTexts.modeNames[id],
        title: canvasTexts.modeNames[id],
        icon: ICONS[id],
      }))}
      onChoose={(mode) => store.setState(({ view }) => ({ view: { ...view, mode } }))}
    />
  );
}
