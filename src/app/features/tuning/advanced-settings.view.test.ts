import { afterEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { closeEditor, editor, openEditor } from '../../testing/editor.ts';

afterEach(closeEditor);

it('the advanced settings say what they do, show what acts, and draw the residuals while the photo is read', async () => {
  await openEditor();
  const before = await editor.openSample();
  await editor.lookUnderTheHood();
  const layout = page.getByRole('slider', { name: 'Layout from the photo' });
  await expect.element(layout).not.toBeInTheDocument();
  await page.getByRole('switch', { name: 'Choose control from the words' }).click();
  await editor.pressOn(layout, '{End}');
  await expect
    .element(page.getByRole('group', { name: 'Layout from the photo' }))
    .toHaveAccessibleDescription(/keeps the layout/);
  const controlled = await editor.waitForRun(before.runId);

  const method = page.getByRole('combobox', { name: 'Method' });
  await expect.element(page.getByRole('spinbutton', { name: 'Iterations' })).toBeVisible();
  const line = page
    .getByRole('img', { name: /^Residual of every step/ })
    .element()
    .querySelector('polyline');
  if (line === null) throw new Error('There is no curve.');
  const counts: number[] = [];
  new MutationObserver(() => counts.push((line.getAttribute('points') ?? '').split(' ').length)).observe(line, {
    attributes: true,
  });
  await method.selectOptions('Fixed point');
  await expect.element(method).toHaveAccessibleDescription(/Puts each guess in again/);
  await editor.waitForRun(controlled.runId);
  expect(Math.min(...counts), 'the curve begins anew').toBeLessThan(4);
  expect(new Set(counts).size, 'and grows').toBeGreaterThan(4);

  await method.selectOptions('DDIM');
  await expect.element(page.getByRole('spinbutton', { name: 'Iterations' })).not.toBeInTheDocument();
});
