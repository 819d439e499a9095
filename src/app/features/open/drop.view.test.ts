import { afterEach, beforeEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { closeEditor, editor, openEditor } from '../../testing/editor.ts';
import { fetchPair } from '../../testing/test-pairs.ts';

beforeEach(() => openEditor());
afterEach(closeEditor);

async function encodePng(): Promise<Uint8Array<ArrayBuffer>> {
  const { photo } = await fetchPair('colour');
  const bitmap = await createImageBitmap(photo);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
}

const pngFile = (bytes: BlobPart, name: string): File => new File([bytes], name, { type: 'image/png' });

it('a file that is no picture is refused with a sentence, and the page goes on', async () => {
  editor.drop(pngFile('this is a text', 'notes.png'));
  await expect.element(page.getByText(/not a picture|can.?t be read|cannot be read/i).first()).toBeVisible();
  editor.drop((await fetchPair('colour')).photo);
  await expect.element(editor.source).toBeVisible();
});

it('a truncated picture is refused with a sentence', async () => {
  editor.drop(pngFile((await encodePng()).subarray(0, 400), 'half.png'));
  await expect.element(page.getByText(/damaged|can.?t be read|cannot be read|not a picture/i).first()).toBeVisible();
});

it('a 300-megapixel picture is refused before it is decoded', async () => {
  const bytes = await encodePng();
  const header = new DataView(bytes.buffer);
  header.setUint32(16, 20_000);
  header.setUint32(20, 15_000);
  editor.drop(pngFile(bytes, 'huge.png'));
  await expect.element(page.getByText(/300 megapixel|too large/i).first()).toBeVisible();
});

it('while files are held over the page it says what letting go will do', async () => {
  const sentences = [
    [['image/jpeg'], 'Drop to open the photo'],
    [[''], 'Drop to open the project'],
    [['image/png'], 'brings its words and settings'],
    [['image/jpeg', 'image/png'], 'Drop to edit 2 photos with the same words'],
  ] as const;
  for (const [types, sentence] of sentences) {
    const dataTransfer = new DataTransfer();
    for (const type of types) dataTransfer.items.add(new File(['x'], 'x', { type }));
    document.body.dispatchEvent(new DragEvent('dragenter', { bubbles: true, cancelable: true, dataTransfer }));
    await expect.element(page.getByText(sentence)).toBeVisible();
    document.body.dispatchEvent(new DragEvent('dragleave', { bubbles: true }));
  }
});
