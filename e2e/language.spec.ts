import { expect, test } from '@playwright/test';

test.use({ locale: 'de-AT' });

test('the page speaks the language of the browser, and another when it is told to', async ({ page }) => {
  await page.goto('/?device=wasm');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ändere die Wörter, und das Bild folgt.');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await page
    .getByRole('button', { name: /^Beispiel/ })
    .first()
    .click();
  await expect(page.getByRole('status').first()).toHaveText(
    /^Fertig in .* s\. Foto in \d+ Zeilen gelesen, Residuum 0,\d+\./,
    {
      timeout: 90_000,
    },
  );

  await page.getByRole('button', { name: 'Mehr', exact: true }).click();
  await page.getByText('English', { exact: true }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.getByRole('status').first()).toHaveText(
    /^Done in .* s\. Photo read in \d+ rows, residual 0\.\d+\./,
  );
  await expect(page.getByRole('textbox', { name: 'Make it' })).toHaveText(/red/);

  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Change the words, and the picture follows.');
});
