import { createTexts } from '../../i18n/create-texts.ts';

export const tuningTexts = createTexts({
  en: {
    howFar: 'Strength',
    faithful: 'Faithful',
    free: 'Free',
    value: (percent: number) => (percent === 50 ? 'as recommended' : `${percent} % free`),
    keep: 'Protect the rest',
  },
  de: {
    howFar: 'Stärke',
    faithful: 'Treu',
    free: 'Frei',
    value: (percent) => (percent === 50 ? 'wie empfohlen' : `${percent} % frei`),
    keep: 'Den Rest schützen',
  },
});
