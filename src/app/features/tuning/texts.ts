import { createTexts } from '../../i18n/create-texts.ts';

export const tuningTexts = createTexts({
  en: {
    howFar: 'How far',
    faithful: 'Faithful',
    free: 'Free',
    value: (percent: number) => (percent === 50 ? 'as recommended' : `${percent} % free`),
    keep: 'Keep what the words do not touch',
  },
  de: {
    howFar: 'Wie weit',
    faithful: 'Treu',
    free: 'Frei',
    value: (percent) => (percent === 50 ? 'wie empfohlen' : `${percent} % frei`),
    keep: 'Behalten, was die Wörter nicht berühren',
  },
});
