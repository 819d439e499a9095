/** Drawings often say a small size, or none, and stay sharp at any. */
const LONG_SIDE_PX = 2048;

/** Draws an SVG, at least 2048 pixels long, as a PNG. Rejects where the browser cannot draw it. */
export async function drawSvg(file: Blob): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([file], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    // Some browsers give no size to a drawing that says none.
    const [width, height] = [image.naturalWidth || LONG_SIDE_PX, image.naturalHeight || LONG_SIDE_PX];
    const scale = Math.max(1, LONG_SIDE_PX / Math.max(width, height));
    const canvas = new OffscreenCanvas(Math.round(width * scale), Math.max(1, Math.round(height * scale)));
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await canvas.convertToBlob({ type: 'image/png' });
  } finally {
    URL.revokeObjectURL(url);
  }
}
