import { createTexts } from '../../i18n/create-texts.ts';

export const tuningTexts = createTexts({
  en: {
    howFar: 'Strength',
    faithful: 'Faithful',
    free: 'Free',
    value: (percent: number) => (percent === 50 ? 'as recommended' : `${percent} % free`),
    keep: 'Protect the rest',
    presets: 'Presets',
    presetName: 'Name of these settings',
    presetPlaceholder: 'A name',
    keepPreset: 'Keep',
    applyPreset: (name: string) => `Use the preset ${name}`,
    removePreset: (name: string) => `Delete the preset ${name}`,
  },
  de: {
    howFar: 'Stärke',
    faithful: 'Treu',
    free: 'Frei',
    value: (percent) => (percent === 50 ? 'wie empfohlen' : `${percent} % frei`),
    keep: 'Den Rest schützen',
    presets: 'Vorgaben',
    presetName: 'Name dieser Einstellungen',
    presetPlaceholder: 'Ein Name',
    keepPreset: 'Behalten',
    applyPreset: (name) => `Vorgabe ${name} verwenden`,
    removePreset: (name) => `Vorgabe ${name} löschen`,
  },
});
