import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { closeEditor, editor, openEditor } from '../../testing/editor.ts';
import { fetchPair } from '../../testing/test-pairs.ts';

beforeEach(() => openEditor());
afterEach(() => {
  closeEditor();
  vi.restoreAllMocks();
});

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
    [[''], 'Drop to open the project or the folder'],
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

/** Drops a folder with these files, which lies in the browser's own storage. */
async function dropFolder(name: string, ...files: readonly File[]): Promise<void> {
  const root = await navigator.storage.getDirectory();
  await root.removeEntry(name, { recursive: true }).catch(() => undefined);
  const folder = await root.getDirectoryHandle(name, { create: true });
  const inner = await folder.getDirectoryHandle('inner', { create: true });
  for (const file of files) {
    const stream = await (await inner.getFileHandle(file.name, { create: true })).createWritable();
    await stream.write(file);
    await stream.close();
  }
  const entry = { name, isDirectory: true, isFile: false } as FileSystemEntry;
  vi.spyOn(DataTransferItem.prototype, 'webkitGetAsEntry').mockReturnValueOnce(entry);
  const items = DataTransferItem.prototype as unknown as { getAsFileSystemHandle: () => Promise<FileSystemHandle> };
  vi.spyOn(items, 'getAsFileSystemHandle').mockResolvedValueOnce(folder);
  // What a browser gives for a folder beside its handle.
  editor.drop(new File([], name));
}

it('a folder of photos is a batch', async () => {
  const { photo } = await fetchPair('colour');
  await dropFolder('holiday', new File([photo], 'a.png'), new File([photo], 'b.png'), new File(['x'], 'notes.txt'));
  const dialog = page.getByRole('dialog', { name: 'Edit several photos' });
  await expect.poll(() => dialog.getByRole('listitem').elements()).toHaveLength(2);
});

it('a folder among several files gives its photos to the same batch, and a folder of nothing is named beside it', async () => {
  const { photo } = await fetchPair('colour');
  const root = await navigator.storage.getDirectory();
  const folders = await Promise.all(
    [['beach', 'a.png'] as const, ['papers', 'notes.txt'] as const].map(async ([name, file]) => {
      const folder = await root.getDirectoryHandle(name, { create: true });
      const stream = await (await folder.getFileHandle(file, { create: true })).createWritable();
      await stream.write(photo);
      await stream.close();
      return folder;
    }),
  );
  const entries = [null, ...folders.map(({ name }) => ({ name, isDirectory: true }) as FileSystemEntry), null];
  const asEntry = vi.spyOn(DataTransferItem.prototype, 'webkitGetAsEntry');
  for (const entry of entries) asEntry.mockReturnValueOnce(entry as FileSystemEntry);
  const items = DataTransferItem.prototype as unknown as { getAsFileSystemHandle: () => Promise<FileSystemHandle> };
  const asHandle = vi.spyOn(items, 'getAsFileSystemHandle');
  for (const folder of folders) asHandle.mockResolvedValueOnce(folder);
  editor.drop(new File([photo], 'b.png'), new File([], 'beach'), new File([], 'papers'), new File([photo], 'c.png'));
  const dialog = page.getByRole('dialog', { name: 'Edit several photos' });
  await expect.poll(() => dialog.getByRole('listitem').elements()).toHaveLength(3);
  await expect.element(page.getByText('There is no picture and no model in “papers”.')).toBeVisible();
});

it('a folder with one photo opens it, and a folder with nothing in it is named', async () => {
  await dropFolder('taxes', new File(['x'], 'notes.txt'));
  await expect.element(page.getByText('There is no picture and no model in “taxes”.')).toBeVisible();
  const { photo } = await fetchPair('colour');
  await dropFolder('single', new File([photo], 'a.png'));
  await expect.element(editor.source).toBeVisible();
});

it('a folder with a model is opened as one', async () => {
  await dropFolder('tiny-model', new File(['{}'], 'model_index.json'));
  const dialog = page.getByRole('dialog', { name: 'Models' });
  await expect.element(dialog.getByText('tiny-model').first()).toBeVisible();
});

it('a folder that cannot be read is named', async () => {
  vi.spyOn(FileSystemDirectoryHandle.prototype, 'values').mockImplementationOnce(() => {
    throw new DOMException('it is gone', 'NotFoundError');
  });
  await dropFolder('gone', new File(['x'], 'a.png'));
  await expect.element(page.getByText('The folder “gone” cannot be read.')).toBeVisible();
});

it('the address of a picture opens nothing: the page says what to drop instead', async () => {
  const dataTransfer = new DataTransfer();
  dataTransfer.setData('text/uri-list', 'https://example.org/cat.jpg');
  const send = (type: string, target: Element): boolean =>
    target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
  expect(send('dragover', document.body), 'the browser would open it').toBe(false);
  expect(send('drop', document.body)).toBe(false);
  await expect.element(page.getByText('Save the picture, then drop the file.')).toBeVisible();

  editor.drop((await fetchPair('colour')).photo);
  await expect.element(editor.source).toBeVisible();
  expect(send('dragover', editor.source.element()), 'a text field takes it as text').toBe(true);
});
