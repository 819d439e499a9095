import { createTexts } from '../../i18n/create-texts.ts';

export const benchTexts = createTexts({
  en: {
    title: 'Benchmark',
    lead: 'Measures the model that you have chosen on this computer’s graphics card. It takes from half a minute to several minutes; leave this tab in front. Nothing is sent from here.',
    withCpu: 'Compare with the processor',
    start: 'Start',
    running: 'Measuring …',
    report: 'Report',
    copy: 'Copy report',
    copied: 'Copied the report.',
    back: 'Back to Renoir',
  },
  de: {
    title: 'Messung',
    lead: 'Misst das gewählte Modell auf der Grafikkarte dieses Rechners. Das dauert eine halbe Minute bis mehrere Minuten; lass diesen Tab so lange vorn. Von hier wird nichts gesendet.',
    withCpu: 'Mit dem Prozessor vergleichen',
    start: 'Messung starten',
    running: 'Misst …',
    report: 'Bericht',
    copy: 'Bericht kopieren',
    copied: 'Bericht kopiert.',
    back: 'Zurück zu Renoir',
  },
});
