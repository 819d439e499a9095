import type { PixelImage } from '../../protocol/edit-request.ts';
import { saveBlob } from '../browser/save-blob.ts';

/** Lets the browser save an image as a PNG of its own size. */
export async function savePicture({ width, height, data }: PixelImage, name: string): Promise<void> {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.putImageData(new ImageData(data, width, height), 0, 0);
  saveBlob(await canvas.convertToBlob({ type: 'image/png' }), name);
}
