import { afterEach, expect, it } from 'vitest';
import { page, userEvent, type Locator } from 'vitest/browser';
import { boxOf, closeEditor, editor, fetchManifest, openEditor } from '../../testing/editor.ts';
import { createFakeEngine } from '../../testing/fake-engine.ts';
import { mouse } from '../../testing/pointer.ts';
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
  const said = page.getByText(/was not made for pictures like this one\./);
  await expect.element(said).toBeVisible();
  await expect
    .element(said)
    .toHaveTextContent(/SD-Turbo is for photographs: .* once \(.* at 50 Mbit\/s\), and a graphics card/);
  expect(editor.facts().runId, 'nothing was run').toBe('');
  await page.getByRole('button', { name: 'See models for photographs' }).click();
  await expect.element(page.getByRole('dialog', { name: 'Models' })).toBeVisible();
});

it('of an edit that left a thing, that a word had no part in, or that may not act where it was asked to, the page says what and how on, and never Done', async () => {
  const { photo } = await fetchPair('colour');
  const source = 'a red ball on sand at day';
  const engine = createFakeEngine({
    manifest: await fetchManifest(),
    chooseTint: ({ target }) => (target.includes('ball') ? [128, 0, 128] : null),
  });
  await openEditor({ ports: { engine } });
  const bar = page.getByRole('progressbar', { name: 'Progress' });
  const colourOf = (): string => getComputedStyle(bar.element().firstElementChild ?? document.body).backgroundColor;
  const good = await editor.editPhoto(photo, source, 'a blue ball on sand at day');
  await expect.element(editor.status).toHaveTextContent(/^Done in/);
  const green = colourOf();

  await editor.target.fill('on sand at day');
  const left = await editor.waitForRun(good.runId);
  await expect.element(page.getByText('What the words leave out is still there.')).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Let it go further' })).toBeVisible();
  await expect.element(editor.status).toHaveTextContent(/^Took/);
  expect(colourOf()).not.toBe(green);

  await editor.target.fill('a glorb ball on sand at day');
  const unknown = await editor.waitForRun(left.runId);
  await expect.element(page.getByRole('alert')).toHaveTextContent('does not know “glorb”');
  await expect.element(editor.status).toHaveTextContent(/^Took/);
  expect(colourOf()).not.toBe(green);

  await editor.target.fill('a blue ball on sand at day');
  await editor.waitForRun(unknown.runId);
  await expect.element(editor.status).toHaveTextContent(/^Done in/);
  await editor.pressOn(editor.picture, 'r');
  const { x, y, width, height } = boxOf(page.getByRole('button', { name: /^Outline a part/ }));
  await mouse.move([x + 2, y + 2]);
  await mouse.down();
  await mouse.move([x + 0.08 * width, y + 0.08 * height], 3);
  await mouse.up();
  await page.getByRole('switch', { name: 'Only change here' }).click();
  await expect.element(page.getByText('The words do not act where you painted.')).toBeVisible();
  await expect.element(editor.status).toHaveTextContent(/^Took/);
  expect(colourOf()).not.toBe(green);
  await page.getByRole('button', { name: 'Change everywhere again' }).click();
  await expect.element(editor.status).toHaveTextContent(/^Done in/);
  await expect.poll(colourOf).toBe(green);

  engine.hold();
  const { runId } = editor.facts();
  await editor.target.fill('a green ball on sand at day');
  await expect.poll(() => editor.facts().runId).not.toBe(runId);
  await userEvent.keyboard('{Escape}');
  await expect.element(editor.status).toHaveTextContent('Stopped. The last picture stays.');
  await expect.element(page.getByRole('button', { name: 'Retry' })).toBeVisible();
  await expect.poll(colourOf).not.toBe(green);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.element(editor.status).toHaveTextContent(/^Done in/);
  await expect.element(page.getByRole('button', { name: 'Retry' })).not.toBeInTheDocument();
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
