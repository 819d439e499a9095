import { afterEach, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { boxOf, closeEditor, editor, fetchManifest, openEditor } from '../../testing/editor.ts';
import { createFakeEngine } from '../../testing/fake-engine.ts';

afterEach(async () => {
  closeEditor();
  vi.restoreAllMocks();
  await page.viewport(1280, 800);
});

it('the advanced settings say what they do, show what acts, and draw the residuals while the photo is read', async () => {
  const engine = createFakeEngine({ manifest: await fetchManifest() });
  await openEditor({ ports: { engine } });
  const before = await editor.openSample();
  expect(engine.isGradientReady).toBe(false);
  await editor.lookUnderTheHood();
  expect(engine.isGradientReady, 'before a method is chosen').toBe(true);
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

it('a variant that only a link brings is named as what it is', async () => {
  await openEditor();
  const { runId } = await editor.openSample();
  location.hash = '#from=a+red+ball&to=a+blue+ball&inversion=rnri-floored';
  await editor.waitForRun(runId);
  await editor.lookUnderTheHood();
  const method = page.getByRole('combobox', { name: 'Method' });
  await expect.element(method).toHaveValue('rnri-floored');
  await method.selectOptions('DDIM');
  await expect.element(method.getByRole('option', { name: /floored/ })).not.toBeInTheDocument();
});

it.each([
  ['en', 1280],
  ['de', 1280],
  ['de', 390],
])('in %s at %d px no setting is wider than the panel, and each name has one line', async (language, width) => {
  await page.viewport(width, 800);
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue([language]);
  await openEditor();
  await page
    .getByRole('button', { name: /^(Sample|Beispiel)/ })
    .first()
    .click();
  await editor.waitForRun();
  await page.getByRole('button', { name: /^(History and settings|Verlauf und Einstellungen)$/ }).click();
  await page.getByText(/^(Under the hood|Unter der Haube)$/).click();
  const panel = page.getByRole('complementary', { name: /^(History and settings|Verlauf und Einstellungen)$/ });
  await expect.element(panel.getByText(/^(UNet rows|UNet-Zeilen)$/)).toBeVisible();
  const names = [...panel.element().querySelectorAll<HTMLElement>('label, [role=switch]')];
  expect(names.length).toBeGreaterThan(3);
  expect(names.filter(({ offsetHeight }) => offsetHeight > 30).map(({ textContent }) => textContent)).toEqual([]);
  const { right } = boxOf(panel);
  const beyond = [...panel.element().querySelectorAll('*')].filter(
    (element) => element.checkVisibility() && element.getBoundingClientRect().right > right - 8,
  );
  expect(beyond.map((element) => element.textContent)).toEqual([]);
});
