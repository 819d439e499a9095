import { formatBytes } from '../format.ts';
import type { Texts } from '../text-types.ts';
import type { ProjectErrorCode } from '../../store/app-error-code.ts';

export const projectErrors: Pick<Texts['errors'], ProjectErrorCode> = {
  'project/broken': ({ name }) =>
    `„${name ?? 'Diese Datei'}“ ist kein Renoir-Projekt, oder sie ist beschädigt. Versuche es mit einer anderen Kopie.`,
  'project/newer': ({ name }) =>
    `„${name ?? 'Dieses Projekt'}“ wurde mit einem neueren Renoir gespeichert. Lade diese Seite neu, dann öffne es noch einmal.`,
};

export const projectTexts: Texts['project'] = {
  saved: (name, bytes) => `${name} gespeichert, ${formatBytes(bytes)}, mit Foto, Wörtern, Einstellungen und Verlauf.`,
  opened: (name, edits) =>
    edits === 0
      ? `${name} geöffnet.`
      : `${name} mit ${edits === 1 ? 'einer Bearbeitung' : `${edits} Bearbeitungen`} geöffnet.`,
  recipeApplied: (name, photo) =>
    `Wörter und Einstellungen aus ${name} übernommen. Sie wirken auf ${photo}, das geöffnet ist.`,
  recipeWithoutPhoto: (name, photo) =>
    `Wörter und Einstellungen aus ${name} übernommen. Das Original${photo === '' ? '' : `, ${photo},`} ist nicht darin; deshalb ist jetzt das Bild selbst das Foto. Öffne zuerst das Original, um jenes zu bearbeiten.`,
  linkCopied: 'Link mit diesen Wörtern und Einstellungen kopiert. Das Foto ist nicht darin.',
  sampleLinkCopied: 'Link kopiert, der dieses Beispiel mit diesen Wörtern und Einstellungen öffnet.',
  linked: 'Dieser Link bringt eine Bearbeitung mit. Öffne ein Foto, und es folgt diesen Wörtern:',
  newerLink:
    'Dieser Link kommt von einem neueren Renoir. Lade diese Seite neu, um das neueste zu bekommen, dann folge dem Link noch einmal.',
  otherPack: (made, here) =>
    `Dieser Link wurde mit dem Modell „${made}“ gemacht. Hier ist es ${here}; das Bild kann anders aussehen.`,
};
