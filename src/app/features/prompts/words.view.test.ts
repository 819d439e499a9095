import { afterEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { findChangedPixels } from '../../../../test/pixels.ts';
import { closeEditor, editor, fetchManifest, openEditor, readCanvas } from '../../testing/editor.ts';
import { decode, fetchPair, type TestPair } from '../../testing/test-pairs.ts';

afterEach(closeEditor);

async function openPair(kind: 'colour' | 'object' | 'surface'): Promise<TestPair & { readonly runId: string }> {
  const pair = await fetchPair(kind);
  await openEditor();
  const { runId } = await editor.editPhoto(pair.photo, pair.source, pair.target);
  return { ...pair, runId };
}

it('a changed word shows where it acts, by pointer and by keyboard, in either sentence', async () => {
  const { source } = await openPair('object');
  await editor.waitForFullSize();
  const heat = editor.picture.getByRole('img', { name: 'Where the word acts' });
  const caption = editor.picture.getByText(/acts /);
  await expect.poll(() => heat.elements()).toHaveLength(0);

  const chip = page.getByRole('button', { name: /^Adjust / }).first();
  await chip.hover();
  await expect.element(caption).toBeVisible();
  await editor.status.hover();
  await expect.poll(() => heat.elements()).toHaveLength(0);
  editor.focus(chip);
  await expect.element(caption).toBeVisible();
  await expect.element(chip).toHaveAccessibleDescription(/acts /);
  chip.element().blur();
  await expect.poll(() => heat.elements()).toHaveLength(0);

  await page.getByRole('radio', { name: 'Words' }).click();
  await expect.element(caption).toBeVisible();
  const words = editor.picture.getByRole('group', { name: 'The photo shows' }).getByRole('button');
  expect(words.elements().map((word) => word.textContent)).toEqual(source.split(' '));
  editor.focus(words.first());
  await expect.element(words.first()).toHaveAttribute('aria-pressed', 'true');
  await expect.element(words.first()).toHaveAccessibleDescription(/acts /);
  for (const word of source.split(' ')) {
    await expect.element(editor.picture.getByText(`“${word}” acts`)).toBeVisible();
    await userEvent.keyboard('{Tab}');
  }
  await page.getByRole('radio', { name: 'Slider' }).click();
  await expect.poll(() => heat.elements()).toHaveLength(0);
});

it('the word at the caret weighs more by Ctrl and arrow up, less by arrow down, without another inversion', async () => {
  const { target, runId } = await openPair('colour');
  const chip = page.getByRole('button', { name: `Adjust ${target.split(' ')[1] ?? ''}` });
  const before = await editor.pixels('Edited photo');
  await editor.pressOn(editor.target, '{Home}{ArrowRight}{ArrowRight}{ArrowRight}');
  await userEvent.keyboard(`{Control>}${'{ArrowUp}'.repeat(5)}{/Control}`);
  await expect.element(chip).toHaveAttribute('title', '1.5 ×');
  const heavier = await editor.waitForRun(runId);
  expect(heavier.invertRows).toBe(0);
  expect(await editor.pixels('Edited photo')).not.toEqual(before);
  await userEvent.keyboard(`{Control>}${'{ArrowDown}'.repeat(7)}{/Control}`);
  await expect.element(chip).toHaveAttribute('title', '0.8 ×');
  // The caret stays in its place and the sentence what it was.
  await expect.element(editor.target).toHaveTextContent(target);
  await userEvent.keyboard('x');
  expect(editor.target.element().textContent).toBe(`${target.slice(0, 3)}x${target.slice(3)}`);
});

it('“Only change here” limits the edit to where the word acts, and is lifted again', async () => {
  const { photo: file, runId } = await openPair('surface');
  // Without a mask of its own the edit acts everywhere.
  await editor.openPanel();
  await page.getByRole('switch', { name: 'Protect the rest' }).click();
  const first = await editor.waitForRun(runId);
  const photo = await decode(file);
  const findChanged = async () => findChangedPixels(await editor.pixels('Edited photo'), photo);
  const free = await findChanged();
  await page
    .getByRole('button', { name: /^Adjust / })
    .first()
    .click();
  await page.getByRole('button', { name: 'Only change here' }).click();
  const limited = await editor.waitForRun(first.runId);
  expect(limited.invertRows).toBe(0);
  const held = await findChanged();
  await page.getByRole('button', { name: 'Change everywhere again' }).click();
  await editor.waitForRun(limited.runId);
  await expect.poll(async () => (await findChanged()).length).toBe(free.length);

  await page.getByRole('radio', { name: 'Brush' }).click();
  await userEvent.keyboard('{Control>}z{/Control}');
  const opacity = readCanvas(page.getByRole('img', { name: 'Mask' })).rgba.filter((_, i) => i % 4 === 3);
  expect(opacity.filter((value) => value === 0).length).toBeGreaterThan(500);
  expect(held.length).toBeGreaterThan(500);
  expect(held.length).toBeLessThan(free.length);
  expect(
    held.filter((pixel) => opacity[pixel] === 0),
    'changed pixels where the word does not act',
  ).toEqual([]);
});

it('an empty description and an empty wish are asked for', async () => {
  const { photo, source } = await fetchPair('colour');
  await openEditor();
  editor.drop(photo);
  await editor.source.fill('');
  await expect.element(page.getByText(/describe the photo|say what/i).first()).toBeVisible();
  await editor.source.fill(source);
  await editor.target.fill('');
  await expect.element(page.getByText(/say what|what should|type what/i).first()).toBeVisible();
});

it('a word outside the vocabulary is named, and the suggestion mends it', async () => {
  const { photo, source } = await fetchPair('colour');
  await openEditor();
  editor.drop(photo);
  await editor.source.fill(source);
  await editor.target.fill('a purpel ball on sand at sunset');
  await expect.element(page.getByText(/does not know/i).first()).toHaveTextContent('purpel');
  await page
    .getByRole('button', { name: /purple/ })
    .first()
    .click();
  await expect.element(editor.target).toHaveTextContent(/purple ball/);
});

it('a thousand pasted words make no more elements than the model reads, and are gone again', async () => {
  const readable = (await fetchManifest()).text.maxTokens - 2;
  const { photo, source } = await fetchPair('colour');
  await openEditor();
  editor.drop(photo);
  await editor.source.fill(source);
  const text = Array.from({ length: 1000 }, (_, index) => `word${index}`).join(' ');
  editor.focus(editor.target);
  await userEvent.keyboard('{Control>}a{/Control}');
  document.execCommand('insertText', false, text);
  await expect.element(page.getByRole('button', { name: `Adjust word${readable - 1}` })).toBeInTheDocument();
  expect(editor.target.element().textContent).toBe(text);
  expect(page.getByRole('button', { name: /^Adjust / }).elements()).toHaveLength(readable);
  // Two for a chip, the space behind it, and the rest as one.
  expect(editor.target.element().querySelectorAll('*')).toHaveLength(2 * readable + 1);

  await userEvent.keyboard('{Control>}a{/Control}{Delete}');
  await expect.element(editor.target).toHaveTextContent('');
  await expect.element(page.getByText('Say what the picture should show, or start over.')).toBeVisible();
});

it('words that the model has no room for are marked where they stand, in either sentence', async () => {
  const readable = (await fetchManifest()).text.maxTokens - 2;
  const { photo } = await fetchPair('colour');
  const words = Array.from({ length: readable + 3 }, (_, index) => `word${index}`);
  const isSaid = page.getByText(`Renoir starter reads no further than “word${readable - 1}”`);
  const rest = ` ${words.slice(readable).join(' ')}`;
  await openEditor();
  editor.drop(photo);
  await editor.source.fill(words.join(' '));
  await expect.poll(() => isSaid.elements()).toHaveLength(2);
  const marks = [...document.querySelectorAll('[data-unread]')];
  expect(marks.map((mark) => mark.textContent)).toEqual([rest, rest]);
  const field = editor.source.element();
  expect(marks[0]?.parentElement?.getBoundingClientRect()).toEqual(field.getBoundingClientRect());

  await editor.source.fill(words.slice(0, readable).join(' '));
  await expect.poll(() => isSaid.elements()).toHaveLength(0);
  expect(document.querySelector('[data-unread]')).toBeNull();
});

it('a sample is opened with the focus in “Make it”, at the end of the words', async () => {
  await openEditor();
  await page
    .getByRole('button', { name: /^Sample/ })
    .first()
    .click();
  await expect.element(editor.target).toHaveFocus();
  const before = editor.target.element().textContent;
  await userEvent.keyboard(' x');
  expect(editor.target.element().textContent).toBe(`${before} x`);
});

it('an order is answered by how an edit is asked for', async () => {
  const { photo } = await fetchPair('colour');
  await openEditor();
  editor.drop(photo);
  await editor.source.fill('a red ball on sand at day');
  const hint = page.getByText('Say what the picture shows, not what to do');
  await editor.target.fill('make the ball blue');
  await expect.element(hint).toBeVisible();
  await expect.element(editor.status).toHaveTextContent(/^(?!Done)/);
  await page.getByRole('button', { name: /^Use “.*blue ball/ }).click();
  await expect.element(hint).not.toBeInTheDocument();
  await expect.element(editor.target).toHaveTextContent('a blue ball on sand at day');

  await editor.source.fill('a man with a camera');
  // The newest message is shown: what is said of these words must not come after the hint.
  await expect.element(page.getByText(/does not know “camera”/)).toBeVisible();
  await editor.target.fill('remove the camera');
  await page.getByRole('button', { name: 'Use “a man”' }).click();
  await expect.element(hint).not.toBeInTheDocument();
  await expect.element(editor.target).toHaveTextContent(/^a man$/);

  await editor.target.fill('mach es blau');
  await expect.element(hint).toBeVisible();
  await page.getByRole('alert').getByRole('button', { name: 'Start over' }).click();
  await expect.element(editor.target).toHaveTextContent('a man with a camera');
});

it('an unknown word is underlined where it stands, Tab completes one, and those it knows are chosen by kind', async () => {
  const { photo } = await fetchPair('colour');
  await openEditor();
  editor.drop(photo);
  await editor.source.fill('a red ball on sand at day');
  await editor.target.fill('a purpel ball on sand at day');
  const underlined = () => [...(CSS.highlights.get('unknown-word') ?? [])].map((range) => range.toString());
  await expect.poll(underlined).toEqual(['purpel']);

  await editor.target.fill('a turq');
  await userEvent.keyboard('{Tab} ball on sand at day');
  await expect.element(editor.target).toHaveTextContent('a turquoise ball on sand at day');
  await expect.poll(underlined).toEqual([]);
  await userEvent.keyboard('{Tab}');
  await expect.element(editor.target).not.toHaveFocus();

  await page.getByRole('button', { name: 'Words it knows' }).click();
  const picker = page.getByRole('dialog', { name: 'Words it knows' });
  await picker.getByRole('button', { name: 'orange', exact: true }).click();
  await expect.element(editor.target).toHaveTextContent('an orange ball on sand at day');
  await picker.getByRole('button', { name: 'at night', exact: true }).click();
  await expect.element(editor.target).toHaveTextContent('an orange ball on sand at night');
});
