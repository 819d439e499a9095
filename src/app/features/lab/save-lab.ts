import { layOutSheet, SHEET_PAPER } from '../../../imaging/contact-sheet.ts';
import { composeLabSheet, type LabSheetWords } from '../../../imaging/lab-sheet.ts';
import type { PixelImage } from '../../../protocol/edit-request.ts';
import { describeTrials, type LabTrial } from '../../../protocol/lab.ts';
import { saveBlob } from '../../browser/save-blob.ts';
import { formatResidual } from '../../i18n/format.ts';
import { texts } from '../../i18n/texts.ts';
import { labTexts } from './texts.ts';

/** What the trials were made of. */
export interface LabSubject {
  readonly name: string;
  readonly photo: PixelImage;
  readonly source: string;
  readonly target: string | null;
  /** Id of the model. */
  readonly pack: string;
}

/** Lets the browser save all pictures and curves as one picture. */
export async function saveSheet({ photo, source, target }: LabSubject, trials: readonly LabTrial[]): Promise<void> {
  const words: LabSheetWords = {
    title: target === null ? source : `${source} → ${target}`,
    photo: labTexts.photo,
    bound: labTexts.bound,
    reconstruction: labTexts.reconstruction,
    failed: labTexts.failed,
    nameMethod: ({ settings }) => texts.methods.inversions[settings.inversion],
    nameEditor: (editor) => texts.methods.editors[editor],
    decibels: labTexts.decibels,
    residual: formatResidual,
    cost: labTexts.cost,
  };
  const { width, height, pictures, svg } = layOutSheet(composeLabSheet(photo, trials, words));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('There is no 2D context.');
  context.fillStyle = SHEET_PAPER;
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  for (const { image, x, y, width: across, height: down } of pictures) {
    const bitmap = await createImageBitmap(new ImageData(image.data, image.width, image.height));
    context.drawImage(bitmap, x, y, across, down);
    bitmap.close();
  }
  context.drawImage(await decodeSvg(svg), 0, 0, width, height);
  saveBlob(await canvas.convertToBlob({ type: 'image/png' }), 'renoir-lab.png');
}

/** Lets the browser save what was measured, as `renoir lab --out` writes it. */
export function saveFigures({ name, source, target, pack }: LabSubject, trials: readonly LabTrial[]): void {
  const json = { image: name, source, target, pack, trials: describeTrials(trials) };
  saveBlob(new Blob([`${JSON.stringify(json, null, 2)}\n`], { type: 'application/json' }), 'renoir-lab.json');
}

async function decodeSvg(svg: string): Promise<HTMLImageElement> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(url);
  }
}
