import { expect, test } from '@playwright/test';
import { findViolations } from './find-violations.ts';
import { EditorPage } from './pages/editor-page.ts';
import { PacksPage } from './pages/packs-page.ts';

test('the list of models says what fits, has no accessibility violations in light and dark, and fits a phone', async ({
  browser,
}, info) => {
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  const packs = new PacksPage(page);
  await new EditorPage(page).open();
  await packs.open();
  const sdTurbo = packs.dialog.getByRole('article', { name: 'SD-Turbo', exact: true });
  await expect(sdTurbo).toContainText('It needs a graphics processor with WebGPU');
  await expect(sdTurbo.getByRole('link', { name: /Stability AI/ })).toBeVisible();
  await expect(packs.dialog).toContainText('the bundled starter is the model that fits');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await findViolations(page)).toEqual([]);
    await page.screenshot({ path: info.outputPath(`packs-${colorScheme}.png`) });
  }
  await page.setViewportSize({ width: 390, height: 844 });
  const [scrollWidth, clientWidth] = await packs.dialog.evaluate((element) => [
    element.scrollWidth,
    element.clientWidth,
  ]);
  expect(scrollWidth).toBe(clientWidth);
  await page.screenshot({ path: info.outputPath('packs-phone.png') });
  await page.keyboard.press('Escape');
  await expect(packs.dialog).toBeHidden();
  await expect(page.getByRole('button', { name: /^Model/ })).toBeFocused();
  await context.close();
});
