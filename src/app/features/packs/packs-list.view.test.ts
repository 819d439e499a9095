import { afterEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { emulateColorScheme, resetColorScheme } from '../../testing/color-scheme.ts';
import { closeEditor, openEditor } from '../../testing/editor.ts';
import { findViolations } from '../../testing/find-violations.ts';

afterEach(async () => {
  closeEditor();
  await resetColorScheme();
  await page.viewport(1280, 800);
});

it('the list of models says what fits, has no accessibility violations in light and dark, and fits a phone', async () => {
  await openEditor();
  await page.getByRole('button', { name: /^Model/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Models' });
  const sdTurbo = dialog.getByRole('article', { name: 'SD-Turbo', exact: true });
  await expect.element(sdTurbo).toHaveTextContent('It needs a graphics processor with WebGPU');
  await expect.element(sdTurbo.getByRole('link', { name: /Stability AI/ })).toBeVisible();
  await expect.element(dialog).toHaveTextContent('the bundled starter is the model that fits');
  for (const colorScheme of ['light', 'dark'] as const) {
    await emulateColorScheme(colorScheme);
    expect(await findViolations(), `in ${colorScheme} colours`).toEqual([]);
  }
  await page.viewport(390, 844);
  const { scrollWidth, clientWidth } = dialog.element();
  expect(scrollWidth).toBe(clientWidth);
  await userEvent.keyboard('{Escape}');
  await expect.element(dialog).not.toBeInTheDocument();
  await expect.element(page.getByRole('button', { name: /^Model/ })).toHaveFocus();
});
