import type { ReactNode } from 'react';
import {
  INVERSION_METHODS,
  type InversionId,
  OFFERED_INVERSION_IDS,
  resolveInversion,
} from '../../../protocol/inversions.ts';
import { useApp, useAppState } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { inversionTexts } from './texts.ts';
import { resolveSettings, type Tuning } from '../../store/tuning-reducer.ts';
import { Button } from '../../ui/Button.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { SelectRow } from '../../ui/SelectRow.tsx';
import styles from './InversionBox.module.css';
import { ResidualCurve } from './ResidualCurve.tsx';

const NO_RESIDUALS: readonly (readonly number[])[] = [];

/** A link may bring a variant that is not offered: it is named while it is what runs. */
function listChoices(chosen: InversionId): readonly InversionId[] {
  return OFFERED_INVERSION_IDS.includes(chosen) ? OFFERED_INVERSION_IDS : [...OFFERED_INVERSION_IDS, chosen];
}

/** How the photo is read: the method and its numbers, and what came of it. */
export function InversionBox(): ReactNode {
  const { store } = useApp();
  const defaults = useAppState((state) => state.pack.opened?.defaults);
  const tuning = useAppState((state) => state.tuning);
  const result = useAppState((state) => state.run.result);
  // While the photo is read the curve grows; before and after it is that of the picture on screen.
  const live = useAppState(({ run }) => (run.status === 'running' && run.residuals.length > 0 ? run.residuals : null));
  if (defaults === undefined) return null;
  const settings = resolveSettings(defaults, tuning);
  const setOverrides = (overrides: Tuning['overrides']): void => {
    store.setState((state) => ({ tuning: { ...state.tuning, overrides } }));
  };
  const override = (overrides: Tuning['overrides']): void => setOverrides({ ...tuning.overrides, ...overrides });
  const hasIterations = INVERSION_METHODS[settings.inversion].iterations !== null;
  const { inversion, steps, iterations, ...otherOverrides } = tuning.overrides;
  const isRecommended = [inversion, steps, iterations].every((value) => value === undefined);
  return (
    <section aria-labelledby="inversion-title" className={styles['box']}>
      <h2 id="inversion-title">{inversionTexts.title}</h2>
      <SelectRow
        label={inversionTexts.method}
        value={settings.inversion}
        ids={listChoices(settings.inversion)}
        names={texts.methods.inversions}
        hint={texts.advanced.methods[settings.inversion]}
        // Each method has a number of iterations of its own.
        onChange={(id) => setOverrides({ ...otherOverrides, ...(steps && { steps }), inversion: id })}
      />
      <div className={styles['row']}>
        <span>{hasIterations ? inversionTexts.stepsTimesIterations : inversionTexts.steps}</span>
        <span className={styles['numbers']}>
          <NumberField
            label={inversionTexts.steps}
            value={settings.steps}
            min={1}
            max={50}
            onChange={(count) => override({ steps: count })}
          />
          {hasIterations ? (
            <>
              <span aria-hidden="true">×</span>
              <NumberField
                label={inversionTexts.iterations}
                value={resolveInversion(settings).iterations}
                min={1}
                max={20}
                onChange={(count) => override({ iterations: count })}
              />
            </>
          ) : null}
        </span>
      </div>
      <p className={styles['hint']}>
        {hasIterations ? `${texts.advanced.steps} ${texts.advanced.iterations}` : texts.advanced.steps}
      </p>
      <div className={styles['row']}>
        <span title={texts.advanced.seed}>{inversionTexts.seed}</span>
        <NumberField
          label={inversionTexts.seed}
          value={settings.seed}
          min={0}
          max={4_294_967_295}
          onChange={(seed) => override({ seed })}
        />
      </div>
      {result === null ? null : (
        <>
          {result.inversion === null ? null : (
            <div className={styles['row']}>
              <span>{inversionTexts.reconstruction}</span>
              <span className={styles['value']}>
                {inversionTexts.decibels(result.inversion.psnrReconstruction, result.psnrBound)}
              </span>
            </div>
          )}
          <div className={styles['row']}>
            <span title={inversionTexts.rowHint}>{inversionTexts.rows}</span>
            <span className={styles['value']}>
              {inversionTexts.rowCount(
                result.rows.invert,
                result.rows.edit,
                result.inversion !== null && result.rows.invert === 0,
              )}
            </span>
          </div>
        </>
      )}
      <ResidualCurve
        residuals={live ?? result?.inversion?.residuals ?? NO_RESIDUALS}
        stepCount={live === null ? 0 : settings.steps}
      />
      {isRecommended ? null : (
        <Button variant="link" label={inversionTexts.recommended} onPress={() => setOverrides(otherOverrides)} />
      )}
    </section>
  );
}
