import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { createMemoryHistory } from '../storage/testing/memory-history.ts';
import { emulateColorScheme, resetColorScheme } from '../testing/color-scheme.ts';
import { answerWithFiles } from '../testing/dialogues.ts';
import { closeEditor, editor, openEditor } from '../testing/editor.ts';
import { findViolations } from '../testing/find-violations.ts';
import { fetchPair } from '../testing/test-pairs.ts';

async function check(screen: string): Promise<void> {
  expect(await findViolations(), `on ${screen}`).toEqual([]);
}

describe.each(['light', 'dark'] as const)('no accessibility violations, %s', (colorScheme) => {
  beforeEach(() => emulateColorScheme(colorScheme));
  afterEach(async () => {
    closeEditor();
    vi.restoreAllMocks();
    await resetColorScheme();
  });

  it('on the empty page, in an edit, and where words act', async () => {
    await openEditor();
    await check('the empty page');
    await editor.openSample();
    await check('an edit');
    await page.getByRole('radio', { name: 'Words' }).click();
    await expect.element(page.getByText(/” acts /)).toBeVisible();
    await check('words');
  });

  it("in the views, the mask's tools, the point and the drawer", async () => {
    await openEditor();
    await editor.openSample();
    await editor.lookUnderTheHood();
    await page.getByRole('switch', { name: 'Choose control from the words' }).click();
    await page.getByRole('radio', { name: 'Brush' }).click();
    editor.focus(page.getByRole('button', { name: /^Paint the mask/ }));
    await check('mask');
    await page.getByRole('radio', { name: 'Hand' }).click();
    await page.getByRole('radio', { name: 'Words' }).click();
    await editor.pressOn(page.getByRole('button', { name: /^Point at the picture/ }), '{ArrowUp}');
    await check('point');
    await page
      .getByRole('button', { name: /^Adjust / })
      .first()
      .click();
    await expect.element(page.getByRole('dialog')).toBeVisible();
    await check('drawer');
  });

  it.each(['en', 'de'] as const)('in what selects, removes and makes versions, %s', async (language) => {
    vi.spyOn(navigator, 'languages', 'get').mockReturnValue([language]);
    await openEditor();
    const say = (english: string, german: string): string => (language === 'en' ? english : german);
    await page
      .getByRole('button', { name: new RegExp(`^${say('Sample', 'Beispiel')}`) })
      .first()
      .click();
    await editor.waitForRun();
    for (const tool of [say('Select a thing', 'Ein Ding auswählen'), say('Rectangle', 'Rechteck'), 'Lasso']) {
      await page.getByRole('radio', { name: tool, exact: true }).click();
      await check(tool);
    }
    await page.getByRole('radio', { name: say('Hand', 'Hand-Werkzeug'), exact: true }).click();
    await page.getByRole('button', { name: say('Remove…', 'Entfernen…') }).click();
    await expect.element(page.getByRole('dialog', { name: say('What should go?', 'Was soll weg?') })).toBeVisible();
    await check('remove');
    await userEvent.keyboard('{Escape}');
    await page.getByRole('button', { name: say('Another version', 'Andere Variante') }).click();
    const tray = page.getByRole('region', { name: say('Versions', 'Varianten') });
    await expect.element(tray.getByRole('status')).toHaveTextContent(/5/);
    await check('versions');
  });

  it('on every other screen', async () => {
    const history = Promise.resolve({ status: 'open', database: createMemoryHistory().database } as const);
    await openEditor({ ports: { history } });
    await editor.openSample();
    await editor.pressOn(editor.target, '{Enter}');
    await editor.openPanel();
    await expect.element(page.getByRole('button', { name: /^Restore/ })).toBeVisible();
    await check('history');
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await check('menu');
    await userEvent.keyboard('{Escape}');
    await page.getByRole('button', { name: /^File type/ }).click();
    await check('file type');
    await userEvent.keyboard('{Escape}');

    await editor.chooseFromMenu('Keyboard shortcuts');
    await page.getByRole('searchbox', { name: 'Search' }).fill('undo');
    await expect
      .poll(() => [...page.getByRole('dialog').element().querySelectorAll('dt')].map((term) => term.textContent))
      .toEqual(['Undo']);
    await check('keyboard shortcuts');
    await userEvent.keyboard('{Escape}');
    await userEvent.keyboard('{Escape}');

    await editor.chooseFromMenu('Report');
    await expect
      .poll(() => (page.getByRole('textbox', { name: 'Report' }).element() as HTMLTextAreaElement).value)
      .toMatch(/^Renoir: /);
    await check('report');
    await userEvent.keyboard('{Escape}');

    answerWithFiles((await fetchPair('colour')).photo, (await fetchPair('object')).photo);
    await editor.chooseFromMenu('Edit several photos');
    await expect.element(page.getByRole('dialog', { name: 'Edit several photos' })).toBeVisible();
    await check('several photos');
    await userEvent.keyboard('{Escape}');

    await expect.poll(() => document.querySelector('[data-written="true"]')).not.toBeNull();
    await openEditor({ ports: { history } });
    await expect.element(page.getByRole('button', { name: /Continue where you were/ })).toBeVisible();
    await check('continue');
    location.hash = '#from=a+red+ball&to=a+blue+ball';
    await openEditor();
    await expect.element(page.getByText('This link brings an edit')).toBeVisible();
    await check('link');
  });
});
