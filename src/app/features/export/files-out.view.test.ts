import { afterEach, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { catchDownload } from '../../testing/dialogues.ts';
import { closeEditor, editor, openEditor } from '../../testing/editor.ts';
import { decode, fetchPair } from '../../testing/test-pairs.ts';

afterEach(() => {
  closeEditor();
  vi.restoreAllMocks();
});

it('before and after are saved beside each other', async () => {
  const { photo, source, target } = await fetchPair('colour');
  await openEditor();
  await editor.editPhoto(photo, source, target);
  const edited = await editor.pixels('Edited photo');
  const saving = catchDownload();
  await editor.chooseFromMenu('Save before and after');
  const file = await saving;
  expect(file.name).toMatch(/before-after\.png$/);
  const both = await decode(file);
  const gap = both.width - 2 * edited.width;
  expect([gap > 0 && gap < 0.1 * edited.width, both.height]).toEqual([true, edited.height]);
  const right = edited.rgba.map((_, i) => {
    const [pixel, channel] = [Math.floor(i / 4), i % 4];
    const [x, y] = [pixel % edited.width, Math.floor(pixel / edited.width)];
    return both.rgba[4 * (y * both.width + edited.width + gap + x) + channel] ?? 0;
  });
  expect(right).toEqual(edited.rgba);
});

it('the mask is saved as a picture, and one that is opened limits the edit', async () => {
  const { photo, source, target } = await fetchPair('time');
  const mask = new OffscreenCanvas(64, 64);
  const context = mask.getContext('2d');
  if (context === null) throw new Error('There is no 2D context.');
  context.fillRect(0, 0, 64, 64);
  context.fillStyle = '#fff';
  context.fillRect(0, 0, 32, 64);
  const left = new File([await mask.convertToBlob()], 'left.png', { type: 'image/png' });
  await openEditor({ ports: { chooseFile: () => Promise.resolve(left) } });
  const { runId } = await editor.editPhoto(photo, source, target);
  const original = await decode(photo);
  await page.getByRole('radio', { name: 'Brush' }).click();
  await page.getByRole('button', { name: 'Open a mask' }).click();
  await editor.waitForRun(runId);
  const { width, rgba } = await editor.pixels('Edited photo');
  const changed = [...rgba.keys()].filter((i) => rgba[i] !== original.rgba[i]).map((i) => Math.floor(i / 4) % width);
  expect(changed.length).toBeGreaterThan(1000);
  expect(Math.max(...changed.slice(0, 10_000))).toBeLessThan(0.55 * width);

  const saving = catchDownload();
  await page.getByRole('button', { name: 'Save the mask' }).click();
  const file = await saving;
  expect(file.name).toMatch(/-mask\.png$/);
  const saved = await decode(file);
  const brightness = (x: number): number => saved.rgba[4 * ((saved.height >> 1) * saved.width + x)] ?? 0;
  expect([brightness(saved.width >> 2), brightness((3 * saved.width) >> 2)]).toEqual([255, 0]);
});

it('the picture is handed to the sheet of a phone', async () => {
  const shared: File[] = [];
  Object.assign(navigator, {
    canShare: () => true,
    share: async ({ files = [] }: ShareData) => void shared.push(...files),
  });
  try {
    await openEditor();
    await editor.openSample();
    await editor.chooseFromMenu('Share');
    await expect.poll(() => shared.map(({ type }) => type)).toEqual(['image/png']);
  } finally {
    Reflect.deleteProperty(navigator, 'canShare');
    Reflect.deleteProperty(navigator, 'share');
  }
});

it('the picture is copied as a PNG, with the edit in it', async () => {
  const copied: ClipboardItem[] = [];
  vi.spyOn(navigator.clipboard, 'write').mockImplementation(async (items) => void copied.push(...items));
  await openEditor();
  await editor.openSample();
  const edited = await editor.pixels('Edited photo');
  await page.getByRole('button', { name: 'Copy image' }).click();
  await expect.poll(() => copied.length).toBe(1);
  const png = await copied[0]?.getType('image/png');
  expect(await decode(new File([png ?? ''], 'copied.png', { type: 'image/png' }))).toEqual(edited);
});

it('the picture is saved as small as one likes', async () => {
  const canvas = new OffscreenCanvas(1500, 1200);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('There is no 2D context.');
  context.fillStyle = '#3a7';
  context.fillRect(0, 0, 1500, 1200);
  const photo = new File([await canvas.convertToBlob()], 'large.png', { type: 'image/png' });
  await openEditor();
  await editor.editPhoto(photo, 'a red ball on sand at day', 'a blue ball on sand at day');
  await page.getByRole('button', { name: 'File type and size: PNG' }).click();
  const options = page.getByRole('dialog', { name: 'Save as' });
  await expect.element(options).toHaveTextContent('1500 × 1200 pixels');
  await options.getByRole('radio', { name: '1024' }).click();
  await expect.element(options).toHaveTextContent('1024 × 819 pixels');
  const saving = catchDownload();
  await page.getByRole('button', { name: 'Download' }).click();
  const { width, height } = await decode(await saving);
  expect([width, height]).toEqual([1024, 819]);
  await expect.element(page.getByText(/^Saved .*, 1024 × 819\.$/)).toBeVisible();
});
