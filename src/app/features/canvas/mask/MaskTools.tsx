import { Contrast, Download, FolderOpen, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { ActionButton } from '../../../actions/ActionButton.tsx';
import { useApp, useAppState } from '../../../app-context.ts';
import { texts } from '../../../i18n/texts.ts';
import { setFeather, setLimit } from '../../../store/mask-reducer.ts';
import { DEFAULT_BRUSH, MAX_FEATHER, MAX_RADIUS, NO_MASK, MIN_RADIUS } from '../../../store/painted-mask.ts';
import { Slider } from '../../../ui/Slider.tsx';
import { Switch } from '../../../ui/Switch.tsx';
import styles from './MaskTools.module.css';

const ICON = { size: 16, 'aria-hidden': true } as const;

/** What brush and eraser paint with, and what can be done to all that is painted. */
export function MaskTools(): ReactNode {
  const { store } = useApp();
  const mask = useAppState((state) => state.tuning.mask ?? NO_MASK);
  const brush = useAppState((state) => state.view.brush);
  const hasBrush = useAppState(({ view }) => view.tool === 'brush' || view.tool === 'eraser');
  const percentOf = (fraction: number): number => Math.round(100 * fraction);
  return (
    <div role="group" aria-label={texts.mask.tools} className={styles['tools']}>
      {hasBrush ? (
        <span className={styles['setting']}>
          <span aria-hidden="true">{texts.mask.size}</span>
          <Slider
            label={texts.mask.size}
            // By its logarithm: twice as large is as far everywhere.
            value={Math.log(brush.radius)}
            min={Math.log(MIN_RADIUS)}
            max={Math.log(MAX_RADIUS)}
            step={0.01}
            detent={Math.log(DEFAULT_BRUSH.radius)}
            valueText={texts.mask.sizeValue(percentOf(2 * brush.radius))}
            onChange={(value) =>
              store.setState(({ view }) => ({ view: { ...view, brush: { ...view.brush, radius: Math.exp(value) } } }))
            }
          />
        </span>
      ) : null}
      <span className={styles['setting']}>
        <span aria-hidden="true">{texts.mask.feather}</span>
        <Slider
          label={texts.mask.feather}
          value={mask.feather}
          min={0}
          max={MAX_FEATHER}
          step={0.01}
          detent={NO_MASK.feather}
          valueText={texts.mask.featherValue(percentOf(mask.feather))}
          onChange={(value) => store.setState((state) => setFeather(state, value))}
        />
      </span>
      <span className={styles['limit']}>
        <Switch
          label={texts.mask.limit}
          isOn={mask.isLimit}
          onChange={(isOn) => store.setState((state) => setLimit(state, isOn))}
        />
      </span>
      <div className={styles['group']}>
        <ActionButton action="mask-invert" icon={<Contrast {...ICON} />} />
        <ActionButton action="mask-clear" icon={<Trash2 {...ICON} />} />
        <ActionButton action="mask-save" icon={<Download {...ICON} />} />
        <ActionButton action="mask-open" icon={<FolderOpen {...ICON} />} />
      </div>
    </div>
  );
}
