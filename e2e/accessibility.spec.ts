import { expect, test } from '@playwright/test';
import { findViolations } from './find-violations.ts';
import { EditorPage } from './pages/editor-page.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the empty page and an edit have no accessibility violations, ${colorScheme}`, async ({ browser }) => {
    // The test's own script must run on a page whose policy forbids foreign scripts.
    const context = await browser.newContext({ colorScheme, bypassCSP: true });
    const editor = new EditorPage(await context.newPage());
    await editor.open();
    expect(await findViolations(editor.page)).toEqual([]);
    await editor.page
      .getByRole('button', { name: /^Sample/ })
      .first()
      .click();
    await editor.waitForRun();
    expect(await findViolations(editor.page)).toEqual([]);
    await editor.page.getByRole('radio', { name: 'Words' }).check();
    await expect(editor.page.getByText(/” acts /)).toBeVisible();
    expect(await findViolations(editor.page)).toEqual([]);
    await context.close();
  });
}
