import { createRequire } from 'node:module';
import { expect, test } from '@playwright/test';
import { EditorPage } from './pages/editor-page.ts';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

async function violations(editor: EditorPage): Promise<readonly string[]> {
  await editor.page.addScriptTag({ path: axePath });
  const found = await editor.page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    return (await axe.run()).violations;
  });
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the empty page and an edit have no accessibility violations, ${colorScheme}`, async ({ browser }) => {
    // The test's own script must run on a page whose policy forbids foreign scripts.
    const context = await browser.newContext({ colorScheme, bypassCSP: true });
    const editor = new EditorPage(await context.newPage());
    await editor.open();
    expect(await violations(editor)).toEqual([]);
    await editor.page
      .getByRole('button', { name: /^Sample/ })
      .first()
      .click();
    await editor.waitForRun();
    expect(await violations(editor)).toEqual([]);
    await editor.page.getByRole('radio', { name: 'Words' }).check();
    await expect(editor.page.getByText(/” acts /)).toBeVisible();
    expect(await violations(editor)).toEqual([]);
    await context.close();
  });
}
