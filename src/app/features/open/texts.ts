import { createTexts } from '../../i18n/create-texts.ts';

export const openTexts = createTexts({
  en: {
    start: {
      headline: 'Change the words, and the picture follows.',
      lead: 'Open a photo, say what it shows, then rewrite the sentence.',
      drop: 'Drop a photo here',
      or: 'JPEG, PNG, WebP, AVIF, GIF or TIFF',
      samples: 'Or start with one of these',
      sample: 'Sample: ',
      privacy: 'Nothing leaves this computer: the model runs inside this page, and photos are never sent anywhere.',
      starter: 'The bundled model knows toy scenes: rendered things on a ground.',
      models: 'Get one for photographs',
      back: 'Back to your photo',
      dropToOpen: 'Drop to open the photo',
      dropToReplace: 'Drop to replace the photo',
      dropHint: 'Edits made so far stay in the history.',
    },
    drop: {
      project: 'Drop to open the project or the folder',
      nothingInFolder: (name: string) => `There is no picture and no model in “${name}”.`,
      batchIsRunning: 'Stop the photos in work first, or wait until they are done.',
      link: 'That is the address of a picture, and this page fetches nothing. Save the picture, then drop the file.',
      png: 'A picture that Renoir saved brings its words and settings.',
      batch: (count: number) => `Drop to edit ${count} photos with the same words`,
    },
  },
  de: {
    start: {
      headline: 'Ändere die Wörter, und das Bild folgt.',
      lead: 'Öffne ein Foto, sag, was es zeigt, dann schreib den Satz um.',
      drop: 'Foto hier fallen lassen',
      or: 'JPEG, PNG, WebP, AVIF, GIF oder TIFF',
      samples: 'Oder beginne mit einem von diesen',
      sample: 'Beispiel: ',
      privacy:
        'Nichts verlässt diesen Computer: Das Modell läuft in dieser Seite, und Fotos werden nirgendwohin geschickt.',
      starter: 'Das mitgelieferte Modell kennt Spielzeugszenen: gerenderte Dinge auf einem Grund.',
      models: 'Eines für Fotos holen',
      back: 'Zurück zum Foto',
      dropToOpen: 'Loslassen, um das Foto zu öffnen',
      dropToReplace: 'Loslassen, um das Foto zu ersetzen',
      dropHint: 'Bisherige Bearbeitungen bleiben im Verlauf.',
    },
    drop: {
      project: 'Loslassen, um das Projekt oder den Ordner zu öffnen',
      nothingInFolder: (name) => `In „${name}“ ist kein Bild und kein Modell.`,
      batchIsRunning: 'Halte erst die Fotos an, die in Arbeit sind, oder warte, bis sie fertig sind.',
      link: 'Das ist die Adresse eines Bildes, und diese Seite holt nichts. Speichere das Bild, dann lass die Datei hier fallen.',
      png: 'Ein mit Renoir gespeichertes Bild bringt seine Wörter und Einstellungen mit.',
      batch: (count) => `Loslassen, um ${count} Fotos mit denselben Wörtern zu bearbeiten`,
    },
  },
});
