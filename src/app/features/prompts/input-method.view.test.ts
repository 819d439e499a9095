import { afterEach, expect, it, vi } from 'vitest';
import { cdp, page, userEvent, type Locator } from 'vitest/browser';
import { closeEditor, editor, fetchManifest, openEditor } from '../../testing/editor.ts';
import { createFakeEngine } from '../../testing/fake-engine.ts';
import { fetchPair } from '../../testing/test-pairs.ts';
import { REST_MS } from './composition.ts';

afterEach(() => {
  closeEditor();
  vi.restoreAllMocks();
});

async function compose(...steps: readonly string[]): Promise<void> {
  for (const text of steps) {
    await cdp().send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  }
}

/** On a busy machine the steps of a composition may lie far apart: none of them counts as a rest. */
function neverRest(): void {
  const { setTimeout: start } = window;
  vi.spyOn(window, 'setTimeout').mockImplementation(((callback: () => void, delayMs?: number) =>
    delayMs === REST_MS ? 0 : start(callback, delayMs)) as typeof setTimeout);
}

async function openEdited() {
  const engine = createFakeEngine({ manifest: await fetchManifest() });
  const edit = vi.spyOn(engine, 'edit');
  await openEditor({ ports: { engine } });
  const { photo } = await fetchPair('colour');
  const { runId } = await editor.editPhoto(photo, 'a red ball', 'a blue ball ');
  edit.mockClear();
  const asked = () => edit.mock.calls.map(([request]) => `${request.source} -> ${request.target}`);
  return { asked, runId };
}

async function moveToEnd(field: Locator): Promise<void> {
  editor.focus(field);
  await userEvent.keyboard('{End}');
}

it('no run starts at a step of a composition, and undo takes it back as a whole', async () => {
  neverRest();
  const { asked, runId } = await openEdited();
  await moveToEnd(editor.target);
  await compose('y', 'yu', 'yuk', 'yuki');
  expect(editor.target.element().textContent).toBe('a blue ball yuki');
  await cdp().send('Input.insertText', { text: '雪' });
  await editor.waitForRun(runId);
  expect(asked()).toEqual(['a red ball -> a blue ball 雪']);
  expect(editor.target.element().textContent).toBe('a blue ball 雪');
  await userEvent.keyboard('{Control>}z{/Control}');
  expect(editor.target.element().textContent).toBe('a blue ball ');
});

it('a composition that rests is typed: phones compose English words', async () => {
  const { asked, runId } = await openEdited();
  await moveToEnd(editor.target);
  await compose('s', 'sn', 'sno', 'snow');
  await editor.waitForRun(runId);
  expect(asked()).toEqual(['a red ball -> a blue ball snow']);
});

it('the description is composed in the same way', async () => {
  neverRest();
  const { asked, runId } = await openEdited();
  await moveToEnd(editor.source);
  await compose(' ', ' s', ' sn', ' sno');
  await expect.element(editor.source).toHaveValue('a red ball sno');
  expect(asked()).toEqual([]);
  await cdp().send('Input.insertText', { text: ' snow' });
  await editor.waitForRun(runId);
  expect(asked()).toEqual(['a red ball snow -> a blue ball']);
  await expect.element(page.getByRole('textbox', { name: 'The photo shows' })).toHaveValue('a red ball snow');
});
