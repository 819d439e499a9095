import { afterEach, expect, it } from 'vitest';
import { page, type Locator } from 'vitest/browser';
import { closeEditor, editor, fetchManifest, openEditor } from '../../testing/editor.ts';
import { createFakeEngine } from '../../testing/fake-engine.ts';
import { fetchPair } from '../../testing/test-pairs.ts';

afterEach(closeEditor);

it('an edit that changes nothing says so, and the button lets it go further', async () => {
  const { photo, source, target } = await fetchPair('colour');
  const same = source.replace(/^an? /, 'the ');
  const engine = createFakeEngine({
    manifest: await fetchManifest(),
    chooseTint: (request) => (request.target === same ? null : [128, 0, 128]),
  });
  await openEditor({ ports: { engine } });
  const first = await editor.editPhoto(photo, source, same);
  await expect.element(page.getByText('Hardly anything changed.')).toBeVisible();
  await page.getByRole('button', { name: 'Let it go further' }).click();
  await editor.waitForRun(first.runId);
  await editor.openPanel();
  await expect.element(page.getByRole('slider', { name: 'Strength' })).toHaveAttribute('aria-valuetext', '75 % free');
  await editor.target.fill(target);
  await expect.element(page.getByText('Hardly anything changed.')).not.toBeInTheDocument();
});

it('a photo that the model does not know is named when it is opened, before any word of it', async () => {
  const { photo } = await fetchPair('colour');
  const engine = createFakeEngine({ manifest: await fetchManifest(), isUnfamiliar: true });
  await openEditor({ ports: { engine } });
  editor.drop(photo);
  await expect.element(page.getByText(/was not made for pictures like this one\./)).toBeVisible();
  expect(editor.facts().runId, 'nothing was run').toBe('');
  await page.getByRole('button', { name: 'See models for photographs' }).click();
  await expect.element(page.getByRole('dialog', { name: 'Models' })).toBeVisible();
});

it('Download is the strongest button beside a good result, and beside a warning no stronger than any other', async () => {
  const { photo, source, target } = await fetchPair('colour');
  const same = source.replace(/^an? /, 'the ');
  const engine = createFakeEngine({
    manifest: await fetchManifest(),
    chooseTint: (request) => (request.target === same ? null : [128, 0, 128]),
  });
  await openEditor({ ports: { engine } });
  const first = await editor.editPhoto(photo, source, target);
  const download = page.getByRole('button', { name: 'Download' });
  const fillOf = (button: Locator): string => getComputedStyle(button.element()).backgroundColor;
  const way = page.getByRole('button', { name: 'Let it go further' });
  await expect.poll(() => contrast(fillOf(download))).toBeGreaterThan(7);
  await editor.target.fill(same);
  await editor.waitForRun(first.runId);
  await expect.element(way).toBeVisible();
  await expect.poll(() => contrast(fillOf(download))).toBeLessThan(1.5);
  expect(getComputedStyle(download.element()).fontWeight).toBe(getComputedStyle(way.element()).fontWeight);
});

/** Of a colour with what is behind the page (WCAG 2.2). */
function contrast(colour: string): number {
  const [a = 0, b = 0] = [colour, getComputedStyle(document.body).backgroundColor]
    .map(luminance)
    .toSorted((one, other) => other - one);
  return (a + 0.05) / (b + 0.05);
}

function luminance(colour: string): number {
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('There is no 2D context.');
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = [...context.getImageData(0, 0, 1, 1).data].map((level) => {
    const part = level / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
