import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test, type Page } from '@playwright/test';
import sharp from 'sharp';
import type { HubServer } from '../../test/hub-server.ts';
import { openBrowser, startHub } from '../hub-server.ts';
import { EditorPage } from '../pages/editor-page.ts';
import { PacksPage } from '../pages/packs-page.ts';

const FOLDER = fileURLToPath(new URL('../../docs/screens/', import.meta.url));
const SAMPLES = fileURLToPath(new URL('../../public/samples/', import.meta.url));
const BATCH = ['blue-car.png', 'red-heart.png', 'duck-on-cobblestones.png'].map((name) => `${SAMPLES}${name}`);
const STARTER = fileURLToPath(new URL('../../public/models/starter/', import.meta.url));
const REPOSITORY = 'renoir/small-pack';
const PACK = 'small-pack';
const WEBP = { quality: 82, effort: 6 };

const SIZES = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
} as const;

for (const [size, device] of Object.entries(SIZES)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${size}, ${colorScheme}`, async () => {
      mkdirSync(FOLDER, { recursive: true });
      const hub = await startHub({ [REPOSITORY]: STARTER });
      const context = await openBrowser(hub, { ...device, colorScheme, reducedMotion: 'reduce' });
      const page = await context.newPage();
      await walk(page, hub, async (state) => {
        const file = `${FOLDER}${state}-${size}-${colorScheme}.webp`;
        await sharp(await page.screenshot())
          .webp(WEBP)
          .toFile(file);
      });
      await context.close();
      await hub.close();
    });
  }
}

/** Goes through the states of the page as a person would, and has each of them photographed. */
async function walk(page: Page, hub: HubServer, shoot: (state: string) => Promise<void>): Promise<void> {
  const editor = new EditorPage(page);
  await editor.open();
  await page.waitForLoadState('networkidle');
  await shoot('start');

  const samples = page.getByRole('button', { name: /^Sample/ });
  await samples.first().click();
  await expect.poll(async () => (await editor.facts()).previews).toBeGreaterThan(0);
  await shoot('draft');
  await editor.waitForRun();
  await editor.waitForFullSize();
  // Away from what would react to a pointer above it.
  await page.mouse.move(1, 300);
  await shoot('edit');
  await editor.target.press('Enter');

  await page.getByRole('radio', { name: 'Side by side' }).click();
  await shoot('side-by-side');
  await page.getByRole('radio', { name: 'Difference' }).click();
  await shoot('difference');
  await page.getByRole('radio', { name: 'Words' }).click();
  await shoot('words');
  await page.getByRole('radio', { name: 'Slider' }).click();
  await page.getByRole('radio', { name: 'Brush' }).click();
  await shoot('mask');
  await choose(page, shoot);
  await page.getByRole('radio', { name: 'Hand' }).click();
  await editor.waitForFullSize();
  await page.getByRole('button', { name: 'Remove…' }).click();
  await shoot('remove');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Another version' }).click();
  const versions = page.getByRole('region', { name: 'Versions' });
  await expect(versions.getByRole('status')).toContainText('5 versions');
  await shoot('versions');
  await versions.getByRole('button', { name: 'Close versions' }).click();

  await editor.openPanel();
  await shoot('panel');
  await editor.lookUnderTheHood();
  await shoot('under-the-hood');
  await editor.closePanel();

  await page.getByRole('button', { name: 'More', exact: true }).click();
  await shoot('menu');
  await page.keyboard.press('Escape');
  await editor.chooseFromMenu('Keyboard shortcuts');
  await shoot('keys');
  await page.keyboard.press('Escape');
  await editor.chooseFromMenu('Report');
  await shoot('report');
  await page.keyboard.press('Escape');
  const choosing = page.waitForEvent('filechooser');
  await editor.chooseFromMenu('Edit several photos');
  await (await choosing).setFiles(BATCH);
  await shoot('batch');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^File type/ }).click();
  await shoot('file-type');
  await page.keyboard.press('Escape');

  const packs = new PacksPage(page);
  await packs.open();
  await shoot('models');
  hub.slowDown(400_000);
  await packs.download(await packs.look(REPOSITORY), REPOSITORY);
  await expect(packs.row(PACK)).toContainText('left');
  await packs.row(PACK).scrollIntoViewIfNeeded();
  await shoot('downloading');
  await packs.button(`Cancel ${PACK}`).click();
  await packs.close();

  await editor.target.fill('a red zebra on grass at day');
  await editor.waitForRun();
  await editor.waitForFullSize();
  await shoot('unknown-word');

  await editor.dropBytes(Buffer.from('this is a text'), 'notes.png', 'image/png');
  await expect(page.getByText(/is not a picture/)).toBeVisible();
  await shoot('no-picture');
}

/** Selects the thing in the middle of the photo, and outlines a part of it. */
async function choose(page: Page, shoot: (state: string) => Promise<void>): Promise<void> {
  const pressOn = async (tool: string, surface: RegExp, ...places: readonly (readonly [number, number])[]) => {
    await page.getByRole('radio', { name: tool, exact: true }).click();
    const box = await page.getByRole('button', { name: surface }).boundingBox();
    if (box === null) throw new Error(`${tool} has no surface`);
    for (const [i, [across, down]] of places.entries()) {
      await page.mouse.move(box.x + across * box.width, box.y + down * box.height);
      if (i === 0) await page.mouse.down();
    }
    await page.mouse.up();
  };
  await pressOn('Select a thing', /^Select: arrows/, [0.5, 0.6]);
  await expect(page.getByText(/^Selected: /)).toBeVisible();
  await shoot('select');
  await page.getByRole('button', { name: 'Undo' }).click();
  const around = Array.from({ length: 25 }, (_, i) => [i / 24, (2 * Math.PI * i) / 24] as const);
  const outline = around.map(([, angle]) => [0.5 + 0.25 * Math.cos(angle), 0.6 + 0.2 * Math.sin(angle)] as const);
  await pressOn('Lasso', /^Outline a part/, ...outline);
  await shoot('lasso');
  await page.getByRole('button', { name: 'Undo' }).click();
}
