import { expect, test, type Locator, type Page } from '@playwright/test';
import { findViolations } from './find-violations.ts';
import { EditorPage } from './pages/editor-page.ts';
import { pairOf, pairPath, psnr, readImage } from './pixels.ts';

// Several edits, on a processor that may have other work.
test.describe.configure({ timeout: 300_000 });
test.use({ actionTimeout: 30_000 });

async function openSample(page: Page): Promise<EditorPage> {
  const editor = new EditorPage(page);
  await editor.open();
  await page
    .getByRole('button', { name: /^Sample/ })
    .first()
    .click();
  await editor.waitForRun();
  await editor.waitForFullSize();
  return editor;
}

async function boxOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await locator.boundingBox();
  if (!box) throw new Error('It is not on the page.');
  return box;
}

test('the line between before and after follows pointer, finger and keys', async ({ browser }) => {
  const context = await browser.newContext({ hasTouch: true, viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await openSample(page);
  const slider = page.getByRole('slider', { name: 'Before and after' });
  const frame = await boxOf(page.getByRole('img', { name: 'Original photo' }));
  const middle = frame.y + frame.height / 2;
  await page.mouse.move(frame.x + 0.5 * frame.width, middle);
  await page.mouse.down();
  await page.mouse.move(frame.x + 0.25 * frame.width, middle, { steps: 4 });
  await page.mouse.up();
  await expect(slider).toHaveAttribute('aria-valuenow', '25');
  await expect(slider).toHaveAttribute('aria-valuetext', '25 % before, 75 % after');
  await page.touchscreen.tap(frame.x + 0.7 * frame.width, middle);
  await expect(slider).toHaveAttribute('aria-valuenow', '70');
  await slider.press('ArrowLeft');
  await expect(slider).toHaveAttribute('aria-valuenow', '68');
  await slider.press('PageUp');
  await expect(slider).toHaveAttribute('aria-valuenow', '78');
  await context.close();
});

test('the original shows while O, the button or a finger on it is held, and no longer', async ({ browser }) => {
  const context = await browser.newContext({ hasTouch: true, viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await openSample(page);
  const edited = page.getByRole('img', { name: 'Edited photo', includeHidden: true });
  const hold = page.getByRole('button', { name: 'Hold to see the original' });
  await page.getByRole('radio', { name: 'Slider' }).focus();
  await page.keyboard.down('o');
  await expect(edited).toBeHidden();
  await page.keyboard.up('o');
  await expect(edited).toBeVisible();

  await hold.hover();
  await page.mouse.down();
  await expect(edited).toBeHidden();
  await expect(hold).toHaveAttribute('aria-pressed', 'true');
  await page.mouse.up();
  await expect(edited).toBeVisible();

  await hold.focus();
  await page.keyboard.down(' ');
  await expect(edited).toBeHidden();
  await page.keyboard.up(' ');
  await expect(edited).toBeVisible();

  const box = await boxOf(hold);
  const session = await context.newCDPSession(page);
  const point = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] });
  await expect(edited).toBeHidden();
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await expect(edited).toBeVisible();
  await context.close();
});

test('side by side shows both pictures whole and in step; M leads from view to view', async ({ page }) => {
  await openSample(page);
  const views = page.getByRole('radiogroup', { name: 'View' });
  await views.getByRole('radio', { name: 'Slider' }).focus();
  await page.keyboard.press('m');
  await expect(views.getByRole('radio', { name: 'Side by side' })).toBeChecked();
  const [before, after] = [
    await boxOf(page.getByRole('img', { name: 'Original photo' })),
    await boxOf(page.getByRole('img', { name: 'Edited photo' })),
  ];
  expect(after.width).toBeCloseTo(before.width, 0);
  expect(after.x).toBeGreaterThan(before.x + before.width);
  await page.getByRole('img', { name: 'Edited photo' }).hover();
  await page.mouse.wheel(0, -400);
  const [zoomedBefore, zoomedAfter] = [
    await boxOf(page.getByRole('img', { name: 'Original photo' })),
    await boxOf(page.getByRole('img', { name: 'Edited photo' })),
  ];
  expect(zoomedBefore.width).toBeGreaterThan(1.5 * before.width);
  expect(zoomedAfter.width).toBeCloseTo(zoomedBefore.width, 0);
  expect(zoomedAfter.x - after.x, 'one camera for both').toBeCloseTo(zoomedBefore.x - before.x, 0);
});

test('the difference is what the edit changed, three times amplified', async ({ page }) => {
  const pair = pairOf('colour');
  const editor = new EditorPage(page);
  await editor.open();
  await editor.drop(pairPath(pair, 'source'));
  await editor.source.fill(pair.source);
  await editor.target.fill(pair.target);
  await editor.waitForRun();
  const edited = await editor.pixels('Edited photo');
  const photo = await readImage(pairPath(pair, 'source'));
  await page.getByRole('radio', { name: 'Difference' }).check();
  await expect(page.getByText(/three times amplified/)).toBeVisible();
  const shown = await page.getByRole('img', { name: 'Difference' }).evaluate((canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) throw new Error('The difference is not a canvas.');
    const { width, height } = canvas;
    return { width, height, rgba: [...(canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? [])] };
  });
  const expected = photo.rgba.map((value, i) =>
    i % 4 === 3 ? 255 : Math.min(255, 3 * Math.abs(value - (edited.rgba[i] ?? 0))),
  );
  // The picture on screen went through the layer for the full size, which is exact to a level or two.
  expect(psnr({ ...shown, rgba: Uint8Array.from(shown.rgba) }, { ...photo, rgba: expected })).toBeGreaterThan(28);
});

test('the zoom is typed as a percentage; above 200 % pixels are squares', async ({ page }) => {
  await openSample(page);
  const canvas = page.getByRole('img', { name: 'Original photo' });
  const { width } = await canvas.evaluate((element) => ({ width: (element as HTMLCanvasElement).width }));
  const zoom = page.getByRole('group', { name: 'Zoom' });
  // Beside the knob of the line, which lies in the middle.
  await page.getByRole('img', { name: 'Edited photo' }).hover({ position: { x: 200, y: 60 } });
  await page.mouse.wheel(0, -300);
  const type = async (text: string): Promise<void> => {
    await zoom.getByRole('button', { name: /%/ }).click();
    const field = page.getByRole('textbox', { name: 'Zoom in percent' });
    await expect(field).toBeFocused();
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
  };
  const rendering = () => canvas.evaluate((element) => getComputedStyle(element).imageRendering);
  await type('400');
  expect((await boxOf(canvas)).width).toBeCloseTo(4 * width, 0);
  expect(await rendering()).toBe('pixelated');
  await type('abc');
  expect((await boxOf(canvas)).width, 'what is no number changes nothing').toBeCloseTo(4 * width, 0);
  await zoom.getByRole('button', { name: 'Fit' }).click();
  await expect(zoom.getByRole('button', { name: 'Fit' })).toHaveAttribute('aria-pressed', 'true');
  expect((await boxOf(canvas)).width).toBeLessThan(4 * width);
});

test('the advanced settings say what they do, show what acts, and draw the residuals while the photo is read', async ({
  page,
}) => {
  const editor = await openSample(page);
  const before = await editor.facts();
  await page.getByText('Advanced', { exact: true }).click();
  await expect(page.getByRole('slider', { name: 'Layout from the photo' })).toBeHidden();
  await page.getByRole('switch', { name: 'Choose control from the words' }).click();
  const layout = page.getByRole('slider', { name: 'Layout from the photo' });
  await layout.press('End');
  await expect(page.getByRole('group', { name: 'Layout from the photo' })).toHaveAccessibleDescription(
    /keeps the layout/,
  );
  const controlled = await editor.waitForRun(before.runId);
  expect(controlled.invertRows, 'control is not part of the inversion').toBe(0);

  const method = page.getByRole('combobox', { name: 'Method' });
  await expect(page.getByRole('spinbutton', { name: 'Iterations' })).toBeVisible();
  const lines = await page.getByRole('img', { name: /^Residual of every step/ }).evaluateHandle((svg) => {
    const seen: number[] = [];
    const line = svg.querySelector('polyline');
    if (line === null) throw new Error('There is no curve.');
    new MutationObserver(() => seen.push((line.getAttribute('points') ?? '').split(' ').length)).observe(line, {
      attributes: true,
    });
    return seen;
  });
  await method.selectOption({ label: 'Fixed point' });
  await expect(method).toHaveAccessibleDescription(/Puts each guess in again/);
  await editor.waitForRun(controlled.runId);
  const counts = await lines.jsonValue();
  expect(Math.min(...counts), 'the curve begins anew').toBeLessThan(4);
  expect(new Set(counts).size, 'and grows').toBeGreaterThan(4);

  await method.selectOption({ label: 'DDIM' });
  await expect(page.getByRole('spinbutton', { name: 'Iterations' })).toBeHidden();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the views, the mask's tools, the point and the drawer have no accessibility violations, ${colorScheme}`, async ({
    browser,
  }) => {
    // The test's own script must run on a page whose policy forbids foreign scripts.
    const context = await browser.newContext({ colorScheme, bypassCSP: true });
    const page = await context.newPage();
    await openSample(page);
    await page.getByText('Advanced', { exact: true }).click();
    await page.getByRole('switch', { name: 'Choose control from the words' }).click();
    await page.getByRole('radio', { name: 'Mask' }).check();
    await page.getByRole('button', { name: /^Paint the mask/ }).focus();
    expect(await findViolations(page)).toEqual([]);
    await page.getByRole('radio', { name: 'Words' }).check();
    await page.getByRole('button', { name: /^Point at the picture/ }).press('ArrowUp');
    expect(await findViolations(page)).toEqual([]);
    await page
      .getByRole('button', { name: /^Adjust / })
      .first()
      .click();
    await expect(page.getByRole('dialog')).toBeVisible();
    expect(await findViolations(page)).toEqual([]);
    await context.close();
  });
}
