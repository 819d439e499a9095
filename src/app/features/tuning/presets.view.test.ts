import { afterEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { closeEditor, editor, openEditor } from '../../testing/editor.ts';

afterEach(closeEditor);

it('strength and emphasis are kept under a name, on the next visit too, and set again as one step', async () => {
  await openEditor();
  await editor.openSample();
  await editor.openPanel();
  const strength = page.getByRole('slider', { name: 'Strength' });
  await strength.fill('0.8');
  await page.getByRole('textbox', { name: 'Name of these settings' }).fill('Bold');
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('button', { name: 'Use the preset Bold' })).toBeVisible();

  await openEditor();
  await editor.openSample();
  await editor.openPanel();
  await expect.element(strength).toHaveValue('0.5');
  await page.getByRole('button', { name: 'Use the preset Bold' }).click();
  await expect.element(strength).toHaveValue('0.8');
  await userEvent.keyboard('{Control>}z{/Control}');
  await expect.element(strength).toHaveValue('0.5');
  await page.getByRole('button', { name: 'Delete the preset Bold' }).click();
  await expect.element(page.getByRole('button', { name: 'Use the preset Bold' })).not.toBeInTheDocument();
});
