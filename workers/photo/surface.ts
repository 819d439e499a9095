import type { PhotoFormat } from '../../src/protocol/photo-work.ts';

export interface Surface {
  readonly canvas: OffscreenCanvas;
  readonly context: OffscreenCanvasRenderingContext2D;
}

/** An sRGB canvas in main memory: pixels read from it and put back are the same bytes. */
export function createSurface(width: number, height: number): Surface {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true, colorSpace: 'srgb' });
  if (context === null) throw new Error('no 2D canvas');
  return { canvas, context };
}

/** The file of a canvas; throws where the browser does not write the format. */
export async function encodeCanvas(canvas: OffscreenCanvas, format: PhotoFormat, quality: number): Promise<Uint8Array> {
  const type = `image/${format}`;
  const encoded = await canvas.convertToBlob({ type, quality });
  if (encoded.type !== type) throw new Error(`this browser does not write ${type}`);
  return new Uint8Array(await encoded.arrayBuffer());
}
