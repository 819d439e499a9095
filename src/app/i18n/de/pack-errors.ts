import { isDamage, type Damage } from '../../../protocol/errors.ts';
import type { PACK_ERRORS } from '../en/pack-errors.ts';
import { formatBytes } from '../format.ts';
import type { Texts } from '../text-types.ts';

const DAMAGES = {
  vocabulary: (file) => `Das Vokabular des Modells passt nicht zu seinen Verschmelzungen: ${file}.`,
  'lfs-pointer': (file) =>
    `${file} ist nur der Verweis, den Git anstelle einer großen Datei hinterlässt. Führe im Ordner „git lfs pull“ aus oder lade die Datei selbst herunter.`,
  'cut-short': (file) => `Eine Datei des Modells hört zu früh auf: ${file}.`,
} as const satisfies Record<Damage, (file: string) => string>;

function formatPause(seconds: number): string {
  return seconds < 100 ? `in ${seconds} Sekunden` : `in ${Math.ceil(seconds / 60)} Minuten`;
}

export const packErrors: Pick<Texts['errors'], keyof typeof PACK_ERRORS> = {
  'pack/needs-gpu': ({ sizeBytes }) =>
    `Dieses Modell (${formatBytes(Number(sizeBytes ?? 0))}) ist zu groß, um ohne Grafikprozessor zu laufen, und dieser Browser bietet keinen. Wähle ein kleineres.`,
  'pack/needs-memory': ({ neededBytes, sizeBytes }) =>
    `Die ${formatBytes(Number(sizeBytes ?? 0))} dieses Modells sind in float16, womit dieser Grafikprozessor im Browser nicht rechnet. In float32 brauchen sie ${formatBytes(Number(neededBytes ?? 0))} Grafikspeicher, und so viel ist nicht da. Schließe, was den Grafikprozessor sonst nutzt, oder wähle ein kleineres Modell.`,
  'pack/corrupt-file': ({ file = 'unbekannt', damage }) =>
    `${isDamage(damage) ? DAMAGES[damage](`${file}`) : `Eine Datei des Modells ist beschädigt: ${file}.`} Hol eine neue Kopie und versuche es noch einmal.`,
  'hub/unreachable': () =>
    'Die Verbindung zum Hub ist abgerissen. Was angekommen ist, bleibt: Mach weiter, sobald es wieder Netz gibt.',
  'hub/not-found': ({ repository, file }) =>
    `Auf dem Hub gibt es ${file === undefined ? `kein öffentliches Modell „${repository ?? ''}“` : `${file} nicht`}. Prüfe den Namen: Besitzer, Schrägstrich, Name.`,
  'hub/forbidden': ({ repository }) =>
    `„${repository ?? 'Dieses Modell'}“ verlangt eine Anmeldung oder Zustimmung auf dem Hub. Lade es dort herunter und öffne hier seinen Ordner.`,
  'hub/rate-limited': ({ seconds }) =>
    `Der Hub wurde zu oft gefragt und will eine Pause. Was angekommen ist, bleibt: Mach ${seconds === undefined ? 'in ein paar Minuten' : formatPause(Number(seconds))} weiter.`,
  'hub/unavailable': ({ status }) =>
    `Der Hub hat selbst einen Fehler (${status ?? 'unbekannt'}). Was angekommen ist, bleibt: Mach später weiter.`,
  'hub/changed': ({ file }) =>
    `${file ?? 'Eine Datei'} liegt nicht mehr so auf dem Hub, wie sie aufgeführt war. Lösche dieses Modell und füge es neu hinzu.`,
  'store/no-space': ({ neededBytes, freeBytes }) =>
    `Für dieses Modell ist kein Platz: Es braucht ${formatBytes(Number(neededBytes ?? 0))}, und der Browser hat für diese Seite noch ${formatBytes(Number(freeBytes ?? 0))}. Lösche ein Modell oder schaffe Platz auf der Festplatte.`,
  'store/newer': ({ pack }) =>
    `„${pack ?? 'Dieses Modell'}“ hat ein neueres Renoir abgelegt; es bleibt, wie es ist. Lade diese Seite neu, um das neueste zu bekommen.`,
  'store/busy': () =>
    'Renoir ist in einem anderen Tab offen, der dieses Modell benutzt. Schließe ihn und versuche es noch einmal.',
  'store/stopped': () => 'Angehalten. Was angekommen ist, bleibt.',
  'store/unavailable': () =>
    'Dieses Fenster behält keine Dateien: Es ist privat, oder sein Browser hat kein privates Dateisystem. Öffne Renoir in einem gewöhnlichen Fenster, um Modelle zu holen; ein Modell in einem Ordner der Festplatte lässt sich auch hier öffnen.',
  'store/failed': ({ reason }) =>
    `Der Browser konnte das nicht speichern${reason === undefined ? '' : ` (${reason})`}. Schaffe Platz auf der Festplatte oder verlasse das private Fenster und versuche es noch einmal.`,
  'store/no-permission': ({ folder }) =>
    folder === undefined || folder === ''
      ? 'Der Ordner dieses Modells ist nicht mehr bekannt. Wähle ihn noch einmal.'
      : `Der Browser fragt neu, bevor diese Seite den Ordner „${folder}“ lesen darf. Drücke auf „Noch einmal“ und erlaube es.`,
};
