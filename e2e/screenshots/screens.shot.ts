import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test, type Page } from '@playwright/test';
import sharp from 'sharp';
import { EditorPage } from '../pages/editor-page.ts';
import { PacksPage } from '../pages/packs-page.ts';

const FOLDER = fileURLToPath(new URL('../../docs/screens/', import.meta.url));
const WEBP = { quality: 82, effort: 6 };

const SIZES = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
} as const;

for (const [size, device] of Object.entries(SIZES)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${size}, ${colorScheme}`, async ({ browser }) => {
      mkdirSync(FOLDER, { recursive: true });
      const context = await browser.newContext({ ...device, colorScheme, reducedMotion: 'reduce' });
      const page = await context.newPage();
      await walk(page, async (state) => {
        const file = `${FOLDER}${state}-${size}-${colorScheme}.webp`;
        await sharp(await page.screenshot())
          .webp(WEBP)
          .toFile(file);
      });
      await context.close();
    });
  }
}

/** Goes through the states of the page as a person would, and has each of them photographed. */
async function walk(page: Page, shoot: (state: string) => Promise<void>): Promise<void> {
  const editor = new EditorPage(page);
  await editor.open();
  await page.waitForLoadState('networkidle');
  await shoot('start');

  const samples = page.getByRole('button', { name: /^Sample/ });
  await samples.first().click();
  await editor.waitForRun();
  await editor.waitForFullSize();
  // Away from what would react to a pointer above it.
  await page.mouse.move(1, 300);
  await shoot('edit');
  await editor.target.press('Enter');

  await page.getByRole('radio', { name: 'Side by side' }).click();
  await shoot('side-by-side');
  await page.getByRole('radio', { name: 'Words' }).click();
  await shoot('words');
  await page.getByRole('radio', { name: 'Mask' }).click();
  await shoot('mask');
  await page.getByRole('radio', { name: 'Slider' }).click();

  await page.getByText('Advanced').click();
  await shoot('advanced');
  await page.getByText('Advanced').click();

  await page.getByRole('button', { name: 'More', exact: true }).click();
  await shoot('menu');
  await page.keyboard.press('Escape');
  await editor.chooseFromMenu('Keyboard shortcuts');
  await shoot('keys');
  await page.keyboard.press('Escape');
  const packs = new PacksPage(page);
  await packs.open();
  await shoot('models');
  await packs.close();

  await editor.target.fill('a red zebra on grass at day');
  await editor.waitForRun();
  await editor.waitForFullSize();
  await shoot('unknown-word');
}
