import { createTexts } from '../../i18n/create-texts.ts';

export const exportTexts = createTexts({
  en: {
    copied: 'Copied the picture.',
    writing: (name: string) => `Writing ${name}`,
    saved: (name: string, width: number, height: number) => `Saved ${name}, ${width} × ${height}.`,
    saveSmall: (width: number, height: number) => `Save it at ${width} × ${height}`,
    choose: 'File type',
    title: 'Save as',
    formats: { png: 'PNG', jpeg: 'JPEG', webp: 'WebP' },
    hints: {
      png: 'Every pixel as it is; the largest files.',
      jpeg: 'Small files that open everywhere.',
      webp: 'The smallest files, for the web.',
    },
    quality: 'Quality',
    percent: (fraction: number) => `${Math.round(fraction * 100)} %`,
    keepLocation: 'Keep the location',
    metadata: 'The camera’s notes stay in the file. It also says that parts were painted by a model.',
  },
  de: {
    copied: 'Bild kopiert.',
    writing: (name) => `Schreibt ${name}`,
    saved: (name, width, height) => `${name} gespeichert, ${width} × ${height}.`,
    saveSmall: (width, height) => `Mit ${width} × ${height} speichern`,
    choose: 'Dateiart',
    title: 'Speichern als',
    formats: { png: 'PNG', jpeg: 'JPEG', webp: 'WebP' },
    hints: {
      png: 'Jedes Pixel, wie es ist; die größten Dateien.',
      jpeg: 'Kleine Dateien, die sich überall öffnen lassen.',
      webp: 'Die kleinsten Dateien, fürs Web.',
    },
    quality: 'Qualität',
    percent: (fraction) => `${Math.round(fraction * 100)} %`,
    keepLocation: 'Aufnahmeort behalten',
    metadata: 'Die Angaben der Kamera bleiben in der Datei. Sie sagt auch, dass ein Modell Teile gemalt hat.',
  },
});
