import type { Texts } from '../text-types.ts';

export const describeTexts: Texts['describe'] = {
  start: 'Für mich beschreiben',
  offer: (size) =>
    `Ein kleines Modell kann das Foto in (englische) Worte fassen. Es kommt einmal von huggingface.co (${size}) und bleibt in diesem Browser. Das Foto geht nirgendwohin.`,
  license: (name, license) => `${name}, Lizenz ${license}`,
  get: 'Holen und beschreiben',
  fetching: (loaded, total) => `Das Wortmodell wird geholt: ${loaded} von ${total}`,
  reading: 'Das Foto wird angesehen …',
  failed: 'Das hat nicht geklappt. Prüfe die Verbindung oder schreibe selbst ein paar Worte.',
  retry: 'Noch einmal',
};
