import type { ReactNode } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { en } from '../../i18n/en.ts';
import { resolveSettings, type Tuning } from '../../store/tuning-reducer.ts';
import { Button } from '../../ui/Button.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import styles from './InversionBox.module.css';
import { INVERSION_METHODS, isInversionId } from './inversion-methods.ts';
import { ResidualCurve } from './ResidualCurve.tsx';

const NO_RESIDUALS: readonly (readonly number[])[] = [];

/** How the photo is read: the method and its numbers, and what came of it. */
export function InversionBox(): ReactNode {
  const { store } = useApp();
  const defaults = useAppState((state) => state.pack.opened?.defaults);
  const tuning = useAppState((state) => state.tuning);
  const result = useAppState((state) => state.run.result);
  if (defaults === undefined) return null;
  const settings = resolveSettings(defaults, tuning);
  const override = (overrides: Tuning['overrides']): void => {
    store.setState((state) => ({
      tuning: { ...state.tuning, overrides: { ...state.tuning.overrides, ...overrides } },
    }));
  };
  const { inversion, steps, iterations, ...otherOverrides } = tuning.overrides;
  const isRecommended = [inversion, steps, iterations].every((value) => value === undefined);
  return (
    <section aria-labelledby="inversion-title" className={styles['box']}>
      <h2 id="inversion-title">{en.inversion.title}</h2>
      <div className={styles['row']}>
        <label htmlFor="inversion-method">{en.inversion.method}</label>
        <select
          id="inversion-method"
          className={styles['select']}
          value={settings.inversion}
          onChange={(event) => {
            const { value } = event.currentTarget;
            if (isInversionId(value)) override({ inversion: value });
          }}
        >
          {Object.keys(INVERSION_METHODS)
            .filter(isInversionId)
            .map((id) => (
              <option key={id} value={id}>
                {en.inversions[id]}
              </option>
            ))}
        </select>
      </div>
      <div className={styles['row']}>
        <span>
          {INVERSION_METHODS[settings.inversion].hasIterations ? en.inversion.stepsTimesIterations : en.inversion.steps}
        </span>
        <span className={styles['numbers']}>
          <NumberField
            label={en.inversion.steps}
            value={settings.steps}
            min={1}
            max={50}
            onChange={(count) => override({ steps: count })}
          />
          {INVERSION_METHODS[settings.inversion].hasIterations ? (
            <>
              <span aria-hidden="true">×</span>
              <NumberField
                label={en.inversion.iterations}
                value={settings.iterations}
                min={1}
                max={20}
                onChange={(count) => override({ iterations: count })}
              />
            </>
          ) : null}
        </span>
      </div>
      <div className={styles['row']}>
        <span>{en.inversion.seed}</span>
        <NumberField
          label={en.inversion.seed}
          value={settings.seed}
          min={0}
          max={4_294_967_295}
          onChange={(seed) => override({ seed })}
        />
      </div>
      {result === null ? null : (
        <>
          <div className={styles['row']}>
            <span>{en.inversion.reconstruction}</span>
            <span className={styles['value']}>
              {en.inversion.decibels(result.psnrReconstruction, result.psnrBound)}
            </span>
          </div>
          <div className={styles['row']}>
            <span title={en.inversion.rowHint}>{en.inversion.rows}</span>
            <span className={styles['value']}>
              {en.inversion.rowCount(result.rows.invert, result.rows.edit, result.rows.invert === 0)}
            </span>
          </div>
        </>
      )}
      <ResidualCurve residuals={result?.inversion.residuals ?? NO_RESIDUALS} />
      {isRecommended ? null : (
        <Button
          look="link"
          label={en.inversion.recommended}
          onPress={() => store.setState((state) => ({ tuning: { ...state.tuning, overrides: otherOverrides } }))}
        />
      )}
    </section>
  );
}
