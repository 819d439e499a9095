import type { PixelImage } from '../../../protocol/edit-request.ts';

/** Paints pixels over a whole canvas, smoothly enlarged to at least `sidePx` a side. */
export function paintImage(canvas: HTMLCanvasElement, image: PixelImage, sidePx: number): void {
  const scale = Math.max(1, Math.ceil(sidePx / Math.max(image.width, image.height)));
  const width = image.width * scale;
  const height = image.height * scale;
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const raw = new OffscreenCanvas(image.width, image.height);
  raw.getContext('2d')?.putImageData(new ImageData(image.data, image.width, image.height), 0, 0);
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  context.clearRect(0, 0, width, height);
  context.drawImage(raw, 0, 0, width, height);
}
