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
