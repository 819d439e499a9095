import { afterEach, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { catchDownload } from '../../testing/dialogues.ts';
import { closeEditor, editor, openEditor } from '../../testing/editor.ts';
import { putOnDisk, type FileOnDisk } from '../../testing/file-on-disk.ts';
import { paintPhoto } from '../../testing/paint-photo.ts';
import { createMemoryHistory } from '../../storage/testing/memory-history.ts';

afterEach(() => {
  closeEditor();
  vi.restoreAllMocks();
});

const SOURCE = 'a red ball on sand at day';
const TARGET = 'a purple ball on sand at day';

async function download(name: string): Promise<ImageBitmap> {
  const saving = catchDownload();
  await page.getByRole('button', { name }).click();
  return createImageBitmap(await saving);
}

it('an edit is saved at full size after the original was deleted', async () => {
  const original = await putOnDisk(await paintPhoto(600, 400));
  await openEditor();
  await editor.editPhoto(original.file, SOURCE, TARGET);
  await original.remove();
  await expect(original.file.arrayBuffer()).rejects.toThrow('could not be');

  expect(await download('Download')).toMatchObject({ width: 600, height: 400 });
  const saving = catchDownload();
  await editor.chooseFromMenu('Save project');
  expect((await saving).size).toBeGreaterThan(1000);
  editor.drop(await paintPhoto(200, 200));
  await expect.poll(async () => (await editor.pixels('Original photo')).width).toBe(200);
});

it('a photo that is deleted before it is opened is named, and the page goes on', async () => {
  const original = await putOnDisk(await paintPhoto(60, 40));
  await original.remove();
  await openEditor();
  editor.drop(original.file);
  await expect
    .element(page.getByText('“sky.jpg” can no longer be read: it was changed, moved or deleted.'))
    .toBeVisible();
  editor.drop(await paintPhoto(60, 40));
  await expect.element(editor.source).toBeVisible();
});

it('where the kept copy is gone as well, a sentence says so and the edited part can be saved', async () => {
  const { database, files } = createMemoryHistory();
  await openEditor({ ports: { history: Promise.resolve({ status: 'open', database }) } });
  await editor.editPhoto(await paintPhoto(600, 400), SOURCE, TARGET);
  await expect.poll(() => [...files.keys()]).toHaveLength(1);
  await expect.poll(() => document.querySelector('[data-written="true"]')).not.toBeNull();

  const copies: FileOnDisk[] = [];
  const photos = {
    ...database.photos,
    async read(hash: string, name: string, type: string) {
      const kept = await database.photos.read(hash, name, type);
      if (kept === null) return null;
      copies.push(await putOnDisk(kept));
      return copies.at(-1)?.file ?? null;
    },
  };
  await openEditor({ ports: { history: Promise.resolve({ status: 'open', database: { ...database, photos } }) } });
  await page.getByRole('button', { name: /Continue where you were/ }).click();
  await editor.waitForFullSize();
  for (const copy of copies) await copy.remove();
  await page.getByRole('button', { name: 'Download' }).click();
  await expect.element(page.getByText(/can no longer be read: .* Open it again/).first()).toBeVisible();
  expect(await download('Save it at 256 × 256')).toMatchObject({ width: 256, height: 256 });
});
