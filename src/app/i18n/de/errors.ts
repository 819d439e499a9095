import { formatNumber } from '../format.ts';
import type { Texts } from '../text-types.ts';
import { badOutput } from './bad-output.ts';
import { packErrors } from './pack-errors.ts';
import { projectErrors } from './project.ts';

export const errorTexts: Texts['errors'] = {
  'photo/unreadable': ({ name }) =>
    `„${name ?? 'Dieses Foto'}“ ist nicht lesbar. Die Datei ist vielleicht beschädigt: Versuche es mit einer anderen Kopie.`,
  'photo/gone': ({ name }) =>
    `„${name ?? 'Dieses Foto'}“ ist nicht mehr lesbar: Es wurde geändert, verschoben oder gelöscht. Öffne es noch einmal.`,
  'photo/stopped': ({ name }) =>
    `Der Browser hat die Arbeit an „${name ?? 'diesem Foto'}“ beendet. Versuch es noch einmal; geschieht es wieder, verkleinere das Foto.`,
  'photo/too-large': ({ name, width, height }) =>
    `„${name ?? 'Dieses Foto'}“ ist zu groß (${width ?? '?'} × ${height ?? '?'}). Renoir öffnet bis zu 268 Megapixel und ${formatNumber(32_767, 0)} Pixel je Seite: Verkleinere es zuerst.`,
  'photo/too-long': ({ name, format, sidePx }) =>
    `„${name ?? 'Dieses Foto'}“ ist für ${format ?? 'diese Dateiart'} zu lang: Mehr als ${formatNumber(Number(sidePx), 0)} Pixel fasst keine Seite. Speichere es als PNG oder JPEG.`,
  'photo/heic': ({ name }) =>
    `Dieser Browser kann HEIC nicht öffnen. Speichere „${name ?? 'das Foto'}“ als JPEG (auf dem iPhone: Teilen, Optionen, Maximale Kompatibilität) und lass es noch einmal hier fallen.`,
  'photo/foreign-format': ({ name = 'Diese Datei', format }) => {
    if (format === 'RAW') {
      return `„${name}“ ist eine Rohdatei einer Kamera, die Browser nicht öffnen können. Entwickle sie in einem Fotoprogramm, speichere sie als JPEG und lass das hier fallen.`;
    }
    const kind =
      format === 'TIFF'
        ? 'ist ein TIFF einer Art, die Renoir nicht liest'
        : `ist ein Bild im Format ${format ?? ''}, das dieser Browser nicht öffnen kann`;
    return `„${name}“ ${kind}. Speichere es in einem Fotoprogramm als JPEG oder PNG und lass das hier fallen.`;
  },
  'photo/not-an-image': ({ name }) =>
    `„${name ?? 'Diese Datei'}“ ist kein Bild. Versuche es mit JPEG, PNG, WebP, AVIF, GIF oder TIFF.`,
  'clipboard/empty': () => 'In der Zwischenablage ist kein Bild. Kopiere zuerst eines, dann füge es ein.',
  'clipboard/denied': () =>
    'Der Browser lässt diese Seite nicht an die Zwischenablage. Drücke Strg+V (⌘V), oder erlaube es und versuche es noch einmal.',
  'clipboard/unsupported': () => 'Dieser Browser kann keine Bilder aus Seiten kopieren. Nimm „Herunterladen“.',
  'samples/unreadable': () =>
    'Dieses Beispiel konnte nicht geladen werden. Versuche es noch einmal, oder öffne ein eigenes Foto.',
  'export/failed': () => 'Die Datei konnte nicht geschrieben werden. Versuche es noch einmal.',
  ...projectErrors,
  'prompt/source-empty': () => 'Sag zuerst, was das Foto zeigt.',
  'prompt/target-empty': () => 'Sag, was das Bild zeigen soll: Schreib mindestens ein Wort.',
  'pack/missing-file': ({ file }) =>
    `Eine Datei des Modells fehlt: ${file ?? 'unbekannt'}. Leg sie zurück und versuche es noch einmal.`,
  'pack/unsupported': ({ reason }) =>
    `Dieses Modell ist von einer Art, die Renoir nicht kennt${reason === undefined ? '' : ` (${reason})`}. Wähle ein anderes.`,
  'graph/unsupported-operator': ({ operator }) =>
    `Dieses Modell benutzt den Operator ${operator ?? '(unbenannt)'}, den Renoir nicht kennt. Wähle ein anderes Modell.`,
  ...packErrors,
  'device/no-webgpu': () =>
    'Dieser Browser hat kein WebGPU. Öffne die Seite ohne ?device=webgpu, um auf der CPU zu rechnen.',
  'device/lost': () =>
    'Der Rechenkern ist unerwartet stehen geblieben. Foto und Wörter sind sicher: Versuche es noch einmal.',
  'device/out-of-memory': () =>
    'Für diese Bearbeitung reicht der Speicher nicht. Schließe andere Tabs und versuche es noch einmal.',
  ...badOutput,
  'run/cancelled': () => 'Angehalten. Das letzte Bild bleibt; ändere ein Wort, um weiterzumachen.',
  'run/failed': ({ detail }) =>
    `Diese Bearbeitung hat nicht geklappt${detail === undefined ? '' : ` (${detail})`}. Versuche es noch einmal, oder ändere die Wörter.`,
};
