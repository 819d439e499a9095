import { createTexts } from '../../i18n/create-texts.ts';

export const describeTexts = createTexts({
  en: {
    start: 'Describe it for me',
    offer: (size: string) =>
      `A small model can put the photo into words. It comes from huggingface.co once (${size}) and stays in this browser. The photo goes nowhere.`,
    license: (name: string, license: string) => `${name}, ${license} licence`,
    get: 'Get it and describe',
    fetching: (loaded: string, total: string) => `Fetching the words model: ${loaded} of ${total}`,
    reading: 'Looking at the photo…',
    failed: 'That did not work. Check the connection, or type a few words yourself.',
    retry: 'Try again',
  },
  de: {
    start: 'Für mich beschreiben',
    offer: (size) =>
      `Ein kleines Modell kann das Foto in (englische) Worte fassen. Es kommt einmal von huggingface.co (${size}) und bleibt in diesem Browser. Das Foto geht nirgendwohin.`,
    license: (name, license) => `${name}, Lizenz ${license}`,
    get: 'Holen und beschreiben',
    fetching: (loaded, total) => `Das Wortmodell wird geholt: ${loaded} von ${total}`,
    reading: 'Das Foto wird angesehen …',
    failed: 'Das hat nicht geklappt. Prüfe die Verbindung oder schreibe selbst ein paar Worte.',
    retry: 'Noch einmal',
  },
});
