import { X } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useApp, useAppState } from '../../app-context.ts';
import { applyPreset, keepPreset, removePreset } from '../../store/presets.ts';
import { Button } from '../../ui/Button.tsx';
import { tuningTexts } from './texts.ts';
import styles from './Presets.module.css';

/** Strength and emphasis under a name: kept by it, and set again with one touch. */
export function Presets(): ReactNode {
  const { store } = useApp();
  const presets = useAppState((state) => state.presets);
  const [name, setName] = useState('');
  const isNamed = name.trim() !== '';
  const keep = (): void => {
    if (!isNamed) return;
    store.setState((state) => keepPreset(state, name));
    setName('');
  };
  return (
    <section aria-labelledby="presets-title">
      <h2 id="presets-title">{tuningTexts.presets}</h2>
      {presets.length === 0 ? null : (
        <ul className={styles['list']}>
          {presets.map((preset) => (
            <li key={preset.name} className={styles['preset']}>
              <Button
                label={preset.name}
                name={tuningTexts.applyPreset(preset.name)}
                onPress={() => store.setState((state) => applyPreset(state, preset))}
              />
              <Button
                label={tuningTexts.removePreset(preset.name)}
                isIconOnly
                icon={<X size={14} aria-hidden="true" />}
                title={tuningTexts.removePreset(preset.name)}
                onPress={() => store.setState((state) => removePreset(state, preset.name))}
              />
            </li>
          ))}
        </ul>
      )}
      <form
        className={styles['keep']}
        onSubmit={(event) => {
          event.preventDefault();
          keep();
        }}
      >
        <input
          aria-label={tuningTexts.presetName}
          placeholder={tuningTexts.presetPlaceholder}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button variant="outlined" label={tuningTexts.keepPreset} isDisabled={!isNamed} onPress={keep} />
      </form>
    </section>
  );
}
