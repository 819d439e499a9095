import { afterEach, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { closeEditor, editor, openEditor } from '../../testing/editor.ts';

afterEach(() => {
  closeEditor();
  vi.restoreAllMocks();
});

it('the page speaks the language of the browser, and another when it is told to', async () => {
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['de-AT']);
  await openEditor();
  const title = page.getByRole('heading', { level: 1 });
  await expect.element(title).toHaveTextContent('Ändere die Wörter, und das Bild folgt.');
  expect(document.documentElement.lang).toBe('de');
  await page
    .getByRole('button', { name: /^Beispiel/ })
    .first()
    .click();
  await expect.element(editor.status).toHaveTextContent(/^Fertig in \d+ s$/);

  await page.getByRole('button', { name: 'Mehr', exact: true }).click();
  await page.getByText('English', { exact: true }).click();
  await expect.poll(() => document.documentElement.lang).toBe('en');
  await expect.element(editor.status).toHaveTextContent(/^Done in \d+ s$/);
  await expect.element(editor.target).toHaveTextContent(/red/);

  await openEditor();
  await expect.element(title).toHaveTextContent('Change the words, and the picture follows.');
});
