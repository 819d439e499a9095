import { expect, test } from '@playwright/test';
import { findViolations } from './find-violations.ts';
import { EditorPage } from './pages/editor-page.ts';

test('the page as it is served has no accessibility violations; src/app/page checks its screens', async ({
  browser,
}) => {
  // The test's own script must run on a page whose policy forbids foreign scripts.
  const context = await browser.newContext({ bypassCSP: true });
  const editor = new EditorPage(await context.newPage());
  for (const colorScheme of ['light', 'dark'] as const) {
    await editor.page.emulateMedia({ colorScheme });
    await editor.open();
    expect(await findViolations(editor.page), colorScheme).toEqual([]);
  }
  await context.close();
});
