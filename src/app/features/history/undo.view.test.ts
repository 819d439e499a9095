import { afterEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { boxOf, closeEditor, editor, fetchManifest, openEditor } from '../../testing/editor.ts';
import { createFakeEngine } from '../../testing/fake-engine.ts';
import { mouse } from '../../testing/pointer.ts';
import { fetchPair } from '../../testing/test-pairs.ts';

const UNDO = '{Control>}z{/Control}';
const REDO = '{Control>}{Shift>}z{/Shift}{/Control}';

afterEach(closeEditor);

async function open(): Promise<{ readonly source: string; readonly target: string }> {
  const { photo, source, target } = await fetchPair('colour');
  await openEditor();
  await editor.editPhoto(photo, source, target);
  return { source, target };
}

it('Ctrl+Z takes back words, a chip, a slider and a stroke, one by one, in every view', async () => {
  const { source, target } = await open();
  const made = await editor.pixels('Edited photo');
  await editor.openPanel();
  const strength = page.getByRole('slider', { name: 'Strength' });
  await editor.pressOn(strength, '{End}');
  await page
    .getByRole('button', { name: /^Adjust / })
    .first()
    .click();
  await editor.pressOn(page.getByRole('slider', { name: /^Emphasis of / }), '{End}{Escape}');
  await page.getByRole('radio', { name: 'Brush' }).click();
  const { x, y, width, height } = boxOf(page.getByRole('button', { name: /^Paint the mask/ }));
  await mouse.move([x + 0.3 * width, y + 0.3 * height]);
  await mouse.down();
  await mouse.move([x + 0.5 * width, y + 0.3 * height], 4);
  await mouse.up();
  const clear = page.getByRole('button', { name: 'Clear the mask' });
  await expect.element(clear).toBeEnabled();

  await page.getByRole('radio', { name: 'Difference' }).click();
  await userEvent.keyboard(UNDO);
  await expect.element(clear).toBeDisabled();
  await userEvent.keyboard(UNDO);
  const chip = page.getByRole('button', { name: /^Adjust / }).first();
  await expect.element(chip).toHaveAttribute('title', '1.0 ×');
  await userEvent.keyboard(UNDO);
  await expect.element(strength).toHaveAttribute('aria-valuetext', 'as recommended');
  await page.getByRole('radio', { name: 'Slider' }).click();
  await expect.element(editor.main).toHaveAttribute('data-state', 'done');
  expect(await editor.pixels('Edited photo'), 'the picture comes with it').toEqual(made);
  await userEvent.keyboard(UNDO);
  await expect.element(editor.target).toHaveTextContent(source);
  for (const _ of [1, 2, 3, 4]) await userEvent.keyboard(REDO);
  await expect.element(editor.target).toHaveTextContent(target);
  await expect.element(clear).toBeEnabled();
  await expect.element(strength).toHaveAttribute('aria-valuetext', '100 % free');
});

it('the text field takes back its own typing first, then what was done before', async () => {
  const { target } = await open();
  await editor.openPanel();
  const strength = page.getByRole('slider', { name: 'Strength' });
  await editor.pressOn(strength, '{Home}');
  await editor.target.click();
  await userEvent.keyboard('{End} now');
  await expect.element(editor.target).toHaveTextContent(`${target} now`);
  await userEvent.keyboard(UNDO);
  await expect.element(editor.target).toHaveTextContent(target);
  await expect.element(strength).toHaveAttribute('aria-valuetext', '0 % free');
  await userEvent.keyboard(UNDO);
  await expect.element(strength).toHaveAttribute('aria-valuetext', 'as recommended');
});

it('every finished result enters the history, and a pin keeps one', async () => {
  const { source } = await open();
  await editor.openPanel();
  let { runId } = editor.facts();
  for (const colour of ['purple', 'green', 'yellow']) {
    await editor.target.fill(source.replace(/^an? \w+ /u, `a ${colour} `));
    ({ runId } = await editor.waitForRun(runId));
  }
  await editor.pressOn(page.getByRole('slider', { name: 'Strength' }), '{End}');
  await editor.waitForRun(runId);
  await expect.poll(() => page.getByRole('button', { name: /^Restore/ }).elements().length).toBe(5);
  await expect.element(page.getByRole('button', { name: /^Restore .* → yellow \(2\)/ })).toBeInTheDocument();
  const pin = page.getByRole('button', { name: /^Keep .* → purple when room runs out/ });
  await editor.pressOn(pin, '{Enter}');
  await expect.element(pin).toHaveAttribute('aria-pressed', 'true');
});

it('a run that finished after other words had replaced it is in the history, and never on screen', async () => {
  const manifest = await fetchManifest();
  const [engine, late] = [createFakeEngine({ manifest }), createFakeEngine({ manifest })];
  let replace = (): void => undefined;
  const replaced = new Promise<void>((resolve) => (replace = resolve));
  const asked: string[] = [];
  const edit: typeof engine.edit = async (request, onEvent) => {
    asked.push(request.target);
    if (!request.target.includes('purple')) return engine.edit(request, onEvent);
    const made = await late.edit(request, onEvent);
    // The engine was about to decode when other words came: it cannot be cancelled any more.
    await replaced;
    return made;
  };
  await openEditor({ ports: { engine: { ...engine, edit } } });
  const { photo, source, target } = await fetchPair('colour');
  const { runId } = await editor.editPhoto(photo, source, target);
  await editor.openPanel();
  const write = (colour: string) => editor.target.fill(source.replace(/^an? \w+ /u, `a ${colour} `));
  await write('purple');
  await expect.poll(() => asked.at(-1)).toContain('purple');
  await write('green');
  const shown = await editor.waitForRun(runId);
  expect(asked.at(-1)).toContain('green');
  const green = await editor.pixels('Edited photo');
  const purple = page.getByRole('button', { name: /^Restore .* → purple$/ });
  await expect.element(purple).not.toBeInTheDocument();
  replace();
  await expect.element(purple).toBeInTheDocument();
  expect(editor.facts().runId).toBe(shown.runId);
  expect(await editor.pixels('Edited photo')).toEqual(green);
  await expect.element(editor.target).toHaveTextContent(/green/);
});
