import { createTexts } from '../../i18n/create-texts.ts';
import { formatDecibels } from '../../i18n/format.ts';

export const inversionTexts = createTexts({
  en: {
    title: 'Inversion',
    method: 'Method',
    steps: 'Steps',
    iterations: 'Iterations',
    seed: 'Seed',
    stepsTimesIterations: 'Steps × iterations',
    reconstruction: 'Reconstruction',
    decibels: (psnr: number, bound: number) => `${formatDecibels(psnr)} dB of ${formatDecibels(bound)}`,
    rows: 'UNet rows',
    rowCount: (invert: number, edit: number, isCached: boolean) =>
      `${isCached ? '0 (from cache)' : String(invert)} + ${edit}`,
    rowHint: 'reading the photo + editing',
    curve: 'Residual of every step, after each iteration',
    curveEmpty: 'The residual of every step appears here.',
    recommended: 'Back to recommended',
  },
  de: {
    title: 'Inversion',
    method: 'Verfahren',
    steps: 'Schritte',
    iterations: 'Iterationen',
    seed: 'Startwert',
    stepsTimesIterations: 'Schritte × Iterationen',
    reconstruction: 'Rekonstruktion',
    decibels: (psnr, bound) => `${formatDecibels(psnr)} dB von ${formatDecibels(bound)}`,
    rows: 'UNet-Zeilen',
    rowCount: (invert, edit, isCached) => `${isCached ? '0 (aus dem Zwischenspeicher)' : String(invert)} + ${edit}`,
    rowHint: 'Foto lesen + bearbeiten',
    curve: 'Residuum jedes Schritts, nach jeder Iteration',
    curveEmpty: 'Das Residuum jedes Schritts erscheint hier.',
    recommended: 'Zurück zur Empfehlung',
  },
});
