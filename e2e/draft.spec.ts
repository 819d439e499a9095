import { expect } from '@playwright/test';
import { EditorPage } from './pages/editor-page.ts';
import { pairOf, pairPath } from './pixels.ts';
import { test } from './test.ts';

interface Sight {
  readonly runId: string;
  readonly previews: number;
  readonly atMs: number;
}

test('a photo that is not read yet shows a draft first, and the edit takes its place', async ({ page }, info) => {
  const pair = pairOf('colour');
  const editor = new EditorPage(page);
  await editor.open();
  await editor.drop(pairPath(pair, 'source'));
  await editor.source.fill(pair.source);
  const seen = await editor.status.evaluateHandle((status) => {
    const sights: Sight[] = [];
    const note = (): void => {
      const { runId = '', previews = '0' } = status.dataset;
      sights.push({ runId, previews: Number(previews), atMs: performance.now() });
    };
    new MutationObserver(note).observe(status, { attributes: true });
    return sights;
  });
  await editor.target.fill(pair.target);
  const draft = page.getByRole('region', { name: 'Picture' }).getByText('Draft', { exact: true });
  await expect(draft).toBeVisible();
  await page.screenshot({ path: info.outputPath('draft.png') });
  const { runId, previews } = await editor.waitForRun();
  await expect(draft).toBeHidden();
  await editor.waitForFullSize();
  await page.screenshot({ path: info.outputPath('edit.png') });
  expect(previews, 'the draft and one preview a step').toBe(5);

  const sights = (await seen.jsonValue()).filter((sight) => sight.runId === runId);
  const secondsTo = (count: number): number => {
    const start = sights[0]?.atMs ?? 0;
    return ((sights.find((sight) => sight.previews === count)?.atMs ?? start) - start) / 1000;
  };
  console.log(`first changed picture: draft ${secondsTo(1).toFixed(1)} s, edit ${secondsTo(2).toFixed(1)} s`);
  expect(secondsTo(1)).toBeLessThan(secondsTo(2));

  await editor.target.fill(pair.source.replace(/^an? (\w+) /, 'a purple '));
  const again = await editor.waitForRun(runId);
  expect(again.previews, 'a photo that is read needs no draft').toBe(4);
});
