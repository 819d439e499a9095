import { getKnownPack, type KnownPack } from '../../../protocol/known-packs.ts';
import { formatBytes, formatDuration } from '../../i18n/format.ts';
import { createTexts } from '../../i18n/create-texts.ts';

const PHOTO_MODEL = getKnownPack('sd-turbo');
/** Of an ordinary line. */
const BITS_PER_SECOND = 50e6;

const secondsFor = ({ sizeBytes }: KnownPack): number => (8 * sizeBytes) / BITS_PER_SECOND;
const offerEn = (model: KnownPack): string =>
  `${model.name} is for photographs: ${formatBytes(model.sizeBytes)} once (${formatDuration(secondsFor(model))} at 50 Mbit/s), and a graphics card with ${formatBytes(model.needs.memoryBytes)}.`;
const offerDe = (model: KnownPack): string =>
  `${model.name} ist für Fotos: einmal ${formatBytes(model.sizeBytes)} (${formatDuration(secondsFor(model))} bei 50 Mbit/s) und eine Grafikkarte mit ${formatBytes(model.needs.memoryBytes)}.`;

export const explainTexts = createTexts({
  en: {
    'unlike-photo': {
      message: (pack: string) => `${pack} was not made for pictures like this one. ${offerEn(PHOTO_MODEL)}`,
      remedy: 'See models for photographs',
    },
    'unlike-model': {
      message: (pack: string) =>
        `${pack} was not made for pictures like this one, or the words do not say what it shows. ${offerEn(PHOTO_MODEL)}`,
      remedy: 'See models for photographs',
    },
    'still-there': { message: () => 'What the words leave out is still there.', remedy: 'Let it go further' },
    'nothing-changed': { message: () => 'Hardly anything changed.', remedy: 'Let it go further' },
    'nothing-more': {
      message: () => 'Hardly anything changed, as far as the model may go. Other words may do, or another model.',
      remedy: 'Choose a model',
    },
    'outside-paint': { message: () => 'The words do not act where you painted.', remedy: 'Change everywhere again' },
    'everything-changed': { message: () => 'More changed than the words ask for.', remedy: 'Keep more' },
  },
  de: {
    'unlike-photo': {
      message: (pack) => `${pack} ist nicht für Bilder wie dieses gemacht. ${offerDe(PHOTO_MODEL)}`,
      remedy: 'Modelle für Fotos ansehen',
    },
    'unlike-model': {
      message: (pack) =>
        `${pack} ist nicht für Bilder wie dieses gemacht, oder die Wörter sagen nicht, was es zeigt. ${offerDe(PHOTO_MODEL)}`,
      remedy: 'Modelle für Fotos ansehen',
    },
    'still-there': { message: () => 'Was die Wörter weglassen, ist noch da.', remedy: 'Weiter gehen lassen' },
    'nothing-changed': { message: () => 'Es hat sich kaum etwas geändert.', remedy: 'Weiter gehen lassen' },
    'nothing-more': {
      message: () =>
        'Es hat sich kaum etwas geändert, so weit das Modell auch gehen darf. Vielleicht helfen andere Wörter oder ein anderes Modell.',
      remedy: 'Ein Modell wählen',
    },
    'outside-paint': { message: () => 'Die Wörter wirken nicht, wo du gemalt hast.', remedy: 'Wieder überall ändern' },
    'everything-changed': {
      message: () => 'Es hat sich mehr geändert, als die Wörter sagen.',
      remedy: 'Mehr behalten',
    },
  },
});
