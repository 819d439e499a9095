import { makeXmp } from '../../imaging/metadata/make-xmp.ts';
import { writePngMetadata } from '../../imaging/metadata/png-chunks.ts';

/** A photo of any size, for tests: a sky from navy to orange. */
export async function paintPhoto(width: number, height: number): Promise<File> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('There is no 2D context.');
  const sky = context.createLinearGradient(0, 0, width, height);
  sky.addColorStop(0, 'navy');
  sky.addColorStop(1, 'orange');
  context.fillStyle = sky;
  context.fillRect(0, 0, width, height);
  return new File([await canvas.convertToBlob({ type: 'image/jpeg' })], 'sky.jpg', { type: 'image/jpeg' });
}

/** A small picture, for tests, that brings a text as its recipe. */
export async function paintPicture(name: string, recipe: string): Promise<File> {
  const canvas = new OffscreenCanvas(64, 64);
  canvas.getContext('2d')?.fillRect(0, 0, 64, 64);
  const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
  return new File([writePngMetadata(bytes, null, makeXmp(), recipe)], name, { type: 'image/png' });
}
