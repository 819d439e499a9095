import type { ReactNode } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { tuningTexts } from './texts.ts';
import { RECOMMENDED_FREEDOM, usesLocalBlend, type Tuning } from '../../store/tuning-reducer.ts';
import { Slider } from '../../ui/Slider.tsx';
import { Switch } from '../../ui/Switch.tsx';
import styles from './TuningPanel.module.css';

/** How far an edit may go. */
export function TuningPanel(): ReactNode {
  const { store } = useApp();
  const freedom = useAppState((state) => state.tuning.freedom);
  const isOn = useAppState(({ pack, tuning }) => usesLocalBlend(pack.opened?.defaults, tuning));
  const tune = (change: (tuning: Tuning) => Tuning): void => {
    store.setState(({ tuning }) => ({ tuning: change(tuning) }));
  };
  return (
    <section aria-labelledby="tuning-title" className={styles['panel']}>
      <h2 id="tuning-title">{tuningTexts.howFar}</h2>
      <div>
        <Slider
          label={tuningTexts.howFar}
          value={freedom}
          min={0}
          max={1}
          step={0.05}
          detent={RECOMMENDED_FREEDOM}
          valueText={tuningTexts.value(Math.round(freedom * 100))}
          onChange={(value) => tune((tuning) => ({ ...tuning, freedom: value }))}
        />
        <div className={styles['scale']} aria-hidden="true">
          <span>{tuningTexts.faithful}</span>
          <span>{tuningTexts.free}</span>
        </div>
      </div>
      <Switch
        label={tuningTexts.keep}
        isOn={isOn}
        onChange={(localBlend) => tune((tuning) => ({ ...tuning, overrides: { ...tuning.overrides, localBlend } }))}
      />
    </section>
  );
}
