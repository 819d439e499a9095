import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { EditorPage } from './pages/editor-page.ts';
import { test } from './test.ts';
import { serveTinyPack } from './tiny-pack.ts';

const SAMPLE = 'public/samples/red-heart.png';

test('the lab goes on with the photo of the editor and runs it through the methods by the engine itself', async ({
  page,
  context,
}) => {
  await serveTinyPack(context);
  const editor = new EditorPage(page);
  await editor.open();
  await editor.drop(SAMPLE);
  await editor.target.fill('b');
  await editor.source.fill('a');
  await editor.waitForRun();
  await editor.lookUnderTheHood();
  await page.getByRole('link', { name: 'The lab: compare them all on this photo' }).click();

  await expect(page.getByRole('img', { name: 'red-heart.png' })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'The photo shows' })).toHaveValue('a');
  await page.getByRole('button', { name: 'None: Inversions' }).click();
  for (const name of ['DDIM', 'Plug-and-Play', 'SDEdit']) {
    await page.getByRole('checkbox', { name, exact: true }).check();
  }
  await page.getByRole('button', { name: 'Run them' }).click();
  await expect(page.getByText('5 trials are done.')).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(page.getByRole('row', { name: /^DDIM/ }).getByRole('img')).toHaveCount(4);

  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save the figures' }).click();
  const { trials } = JSON.parse(await readFile(await (await saving).path(), 'utf8')) as {
    trials: { kind: string; method?: string | null; editor?: string; rows?: number }[];
  };
  const told = trials.map(({ kind, method, editor }) => [kind, method, editor].filter(Boolean).join(' '));
  expect(told).toEqual([
    'bound',
    'inversion ddim',
    'edit ddim prompt-to-prompt',
    'edit ddim plug-and-play',
    'edit sdedit',
  ]);
});
