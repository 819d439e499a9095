import { createTexts } from '../../i18n/create-texts.ts';

export const versionsTexts = createTexts({
  en: {
    title: 'Versions',
    name: (number: number) => `Version ${number}`,
    painting: (done: number, count: number) => `${done} of ${count} painted`,
    done: (count: number) => `${count} versions: pick one.`,
    more: 'More',
    moreName: 'More versions',
    close: 'Close versions',
  },
  de: {
    title: 'Varianten',
    name: (number) => `Variante ${number}`,
    painting: (done, count) => `${done} von ${count} gemalt`,
    done: (count) => `${count} Varianten: wähl eine.`,
    more: 'Mehr',
    moreName: 'Mehr Varianten',
    close: 'Varianten schließen',
  },
});
