import { useId, type ReactNode } from 'react';
import type { EditSettings } from '../../../protocol/edit-request.ts';
import { DEFAULT_EDITOR, EDITOR_IDS } from '../../../protocol/editors.ts';
import { useApp, useAppState } from '../../app-context.ts';
import { texts } from '../../i18n/texts.ts';
import { resolveSettings, type Tuning } from '../../store/tuning-reducer.ts';
import { Button } from '../../ui/Button.tsx';
import { Slider } from '../../ui/Slider.tsx';
import { SelectRow } from '../../ui/SelectRow.tsx';
import { Switch } from '../../ui/Switch.tsx';
import styles from './AdvancedSettings.module.css';

const FRACTIONS = [
  ['crossReplace', 'cross', 'crossHint'],
  ['selfReplace', 'self', 'selfHint'],
] as const satisfies readonly (readonly [keyof EditSettings, string, string])[];
const SCALES = [
  ['targetGuidance', 'targetGuidanceHint'],
  ['sourceGuidance', 'sourceGuidanceHint'],
] as const satisfies readonly (readonly [keyof EditSettings, string])[];
const MAX_GUIDANCE = 14;

/** Numbers of the edit itself, folded away: only those that act on this model in this state, each with its effect. */
export function AdvancedSettings(): ReactNode {
  const { store } = useApp();
  const opened = useAppState((state) => state.pack.opened);
  const tuning = useAppState((state) => state.tuning);
  if (opened === null) return null;
  const { defaults, guidanceScales } = opened;
  const settings = resolveSettings(defaults, tuning);
  const override = (overrides: Tuning['overrides']): void => {
    store.setState((state) => ({
      tuning: { ...state.tuning, overrides: { ...state.tuning.overrides, ...overrides } },
    }));
  };
  const { editor, automatic, crossReplace, selfReplace, sourceGuidance, targetGuidance, ...others } = tuning.overrides;
  const isRecommended = [editor, automatic, crossReplace, selfReplace, sourceGuidance, targetGuidance].every(
    (value) => value === undefined,
  );
  const chosen = settings.editor ?? DEFAULT_EDITOR;
  // Only the default has a control that can be set.
  const hasControl = chosen === DEFAULT_EDITOR;
  return (
    <section aria-labelledby="advanced-title">
      <h2 id="advanced-title">{texts.advanced.title}</h2>
      <div className={styles['settings']}>
        <div>
          <SelectRow
            label={texts.advanced.editor}
            value={chosen}
            ids={EDITOR_IDS}
            names={texts.methods.editors}
            hint={texts.methods.editorHints[chosen]}
            onChange={(id) => override({ editor: id })}
          />
        </div>
        {hasControl ? (
          <div>
            <Switch
              label={texts.advanced.automatic}
              isOn={settings.automatic === true}
              onChange={(isOn) => override({ automatic: isOn })}
            />
            <p className={styles['hint']}>{texts.advanced.automaticHint}</p>
          </div>
        ) : null}
        {settings.automatic === true || !hasControl
          ? null
          : FRACTIONS.map(([key, label, hint]) => (
              <Setting
                key={key}
                label={texts.advanced[label]}
                hint={texts.advanced[hint]}
                valueText={texts.advanced.part(Math.round(100 * settings[key]))}
                value={settings[key]}
                bounds={[0, 1, 0.05]}
                detent={defaults[key]}
                onChange={(value) => override({ [key]: value })}
              />
            ))}
        {SCALES.filter(([key]) => guidanceScales.includes(key)).map(([key, hint]) => (
          <Setting
            key={key}
            label={texts.advanced[key]}
            hint={texts.advanced[hint]}
            valueText={texts.advanced.scale(settings[key])}
            value={settings[key]}
            bounds={[1, MAX_GUIDANCE, 0.5]}
            detent={defaults[key]}
            onChange={(value) => override({ [key]: value })}
          />
        ))}
        {isRecommended ? null : (
          <Button
            variant="link"
            label={texts.advanced.recommended}
            onPress={() => store.setState((state) => ({ tuning: { ...state.tuning, overrides: others } }))}
          />
        )}
      </div>
    </section>
  );
}

interface SettingProps {
  readonly label: string;
  readonly hint: string;
  readonly value: number;
  readonly valueText: string;
  readonly bounds: readonly [min: number, max: number, step: number];
  readonly detent: number;
  readonly onChange: (value: number) => void;
}

/** A slider with its name, its value and what it does. */
function Setting({
  label,
  hint,
  value,
  valueText,
  bounds: [min, max, step],
  detent,
  onChange,
}: SettingProps): ReactNode {
  const hintId = useId();
  return (
    <div role="group" aria-label={label} aria-describedby={hintId}>
      <div className={styles['head']}>
        <span>{label}</span>
        <span className={styles['value']}>{valueText}</span>
      </div>
      <Slider {...{ label, value, valueText, min, max, step, detent, onChange }} />
      <p id={hintId} className={styles['hint']}>
        {hint}
      </p>
    </div>
  );
}
