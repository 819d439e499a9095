import { expect, test } from '@playwright/test';
import { HISTORY_BUDGET_BYTES } from '../../src/app/store/history-reducer.ts';
import { fillHistory } from './fill-history.ts';
import { targetOf, Visit } from './visit.ts';
import { writeResults } from './write-results.ts';

test('a history at its budget is opened and listed', async ({ page }) => {
  const visit = new Visit(page);
  await visit.open();
  await visit.addPack('sd-turbo-script-14');
  await visit.edit(1);
  await visit.editor.openPanel();
  await expect(page.locator('[data-written="true"]')).toBeAttached();
  const edits = await fillHistory(page, HISTORY_BUDGET_BYTES);

  let started = performance.now();
  const seconds = () => Math.round((performance.now() - started) / 100) / 10;
  await visit.open();
  await page.getByRole('button', { name: /Continue where you were/ }).click();
  await expect(visit.editor.target).toHaveText(targetOf(1));
  const openSeconds = seconds();
  started = performance.now();
  await visit.editor.openPanel();
  await expect(page.getByRole('button', { name: /^Restore/ })).toHaveCount(edits);
  writeResults('history', { edits, openSeconds, listSeconds: seconds() });
});
