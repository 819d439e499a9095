import type { PixelImage } from '../../protocol/edit-request.ts';

/** Puts pixels onto a canvas of their own size, unchanged; the browser enlarges the canvas smoothly. */
export function paintImage(canvas: HTMLCanvasElement, image: PixelImage): void {
  const { width, height, data } = image;
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  canvas.getContext('2d')?.putImageData(new ImageData(data, width, height), 0, 0);
}
