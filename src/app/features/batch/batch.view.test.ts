import { afterEach, expect, it, vi } from 'vitest';
import { commands, page, userEvent } from 'vitest/browser';
import { answerWithFiles } from '../../testing/dialogues.ts';
import { closeEditor, fetchManifest, openEditor } from '../../testing/editor.ts';
import { createFakeEngine } from '../../testing/fake-engine.ts';
import { fetchPair } from '../../testing/test-pairs.ts';

afterEach(() => {
  closeEditor();
  vi.restoreAllMocks();
});

it('a batch stops when it is told to', async () => {
  const engine = createFakeEngine({ manifest: await fetchManifest() });
  engine.hold();
  const edit = vi.spyOn(engine, 'edit');
  await openEditor({ ports: { engine } });
  answerWithFiles((await fetchPair('colour')).photo, (await fetchPair('object')).photo);
  await userEvent.keyboard('{Control>}{Shift>}e{/Shift}{/Control}');
  const dialog = page.getByRole('dialog', { name: 'Edit several photos' });
  await dialog.getByRole('textbox', { name: 'The photos show' }).fill('a red ball on sand at day');
  await dialog.getByRole('textbox', { name: 'Make them' }).fill('a purple ball on snow at sunset');
  await dialog.getByRole('button', { name: 'Start', exact: true }).click();
  await expect.poll(() => edit.mock.calls).toHaveLength(1);
  await userEvent.keyboard('{Escape}');
  await expect.element(dialog.getByText('Stopped after 0 of 2.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Close', exact: true }).click();
  await expect.element(dialog).not.toBeInTheDocument();
});

it('words that the model has no room for are said in the dialog, and those that it turned out not to read', async () => {
  const manifest = await fetchManifest();
  const readable = manifest.text.maxTokens - 2;
  const engine = createFakeEngine({ manifest });
  const { edit } = engine;
  vi.spyOn(engine, 'edit').mockImplementation(async (...request) => {
    const edited = await edit(...request);
    return edited.ok ? { ...edited, value: { ...edited.value, unreadFrom: { source: null, target: 3 } } } : edited;
  });
  await openEditor({ ports: { engine } });
  answerWithFiles((await fetchPair('colour')).photo, (await fetchPair('object')).photo);
  await userEvent.keyboard('{Control>}{Shift>}e{/Shift}{/Control}');
  const dialog = page.getByRole('dialog', { name: 'Edit several photos' });
  const source = dialog.getByRole('textbox', { name: 'The photos show' });
  await source.fill(Array.from({ length: readable + 1 }, (_, index) => `word${index}`).join(' '));
  await expect.element(dialog.getByRole('alert')).toHaveTextContent(`no further than “word${readable - 1}”`);
  await source.fill('a red ball on sand at day');
  await expect.element(dialog.getByRole('alert')).not.toBeInTheDocument();
  await dialog.getByRole('textbox', { name: 'Make them' }).fill('a purple ball on snow at sunset');
  await dialog.getByRole('button', { name: 'Start', exact: true }).click();
  await expect.element(dialog.getByRole('alert')).toHaveTextContent('no further than “ball”');
});

it('a batch shows what it made', async () => {
  await openEditor();
  answerWithFiles((await fetchPair('colour')).photo, (await fetchPair('object')).photo);
  await userEvent.keyboard('{Control>}{Shift>}e{/Shift}{/Control}');
  const dialog = page.getByRole('dialog', { name: 'Edit several photos' });
  await dialog.getByRole('textbox', { name: 'The photos show' }).fill('a red ball on sand at day');
  await dialog.getByRole('textbox', { name: 'Make them' }).fill('a purple ball on sand at day');
  await expect.element(dialog.getByRole('img')).not.toBeInTheDocument();
  await dialog.getByRole('button', { name: 'Start', exact: true }).click();
  await expect.element(dialog.getByText('All 2 done.')).toBeVisible();
  await expect.poll(() => dialog.getByRole('img', { name: /, edited$/ }).elements().length).toBe(2);
});

it('a batch says which photos the words do not fit, and leaves them out', async () => {
  const manifest = await fetchManifest();
  let made = 0;
  const engine = createFakeEngine({ manifest, chooseTint: () => (made++ === 0 ? null : [200, 0, 200]) });
  await openEditor({ ports: { engine } });
  const [first, second] = [(await fetchPair('colour')).photo, (await fetchPair('object')).photo];
  answerWithFiles(first, second);
  await userEvent.keyboard('{Control>}{Shift>}e{/Shift}{/Control}');
  const dialog = page.getByRole('dialog', { name: 'Edit several photos' });
  await dialog.getByRole('textbox', { name: 'The photos show' }).fill('a red ball on sand at day');
  await dialog.getByRole('textbox', { name: 'Make them' }).fill('a purple ball on sand at day');
  await dialog.getByRole('button', { name: 'Start', exact: true }).click();
  await expect.element(dialog.getByText('1 of 2 done. The others are named below.')).toBeVisible();
  const item = dialog.getByRole('listitem').filter({ hasText: first.name });
  await expect.element(item).toHaveTextContent('The words do not fit this picture.');
  await expect.element(dialog.getByRole('img', { name: `${second.name}, edited` })).toBeVisible();
});

it('a batch says of which photos the colours cannot be kept, and names no others', async () => {
  await openEditor();
  const kinds = ['jpeg, CMYK', 'png, 16 bits', 'jpeg, Display P3'] as const;
  const files = kinds.map(async (kind) => {
    const bytes = Uint8Array.from(atob(await commands.paintPhoto(kind)), (letter) => letter.charCodeAt(0));
    return new File([bytes], kind);
  });
  answerWithFiles(...(await Promise.all(files)));
  await userEvent.keyboard('{Control>}{Shift>}e{/Shift}{/Control}');
  const dialog = page.getByRole('dialog', { name: 'Edit several photos' });
  await dialog.getByRole('textbox', { name: 'The photos show' }).fill('a red ball on sand at day');
  await dialog.getByRole('textbox', { name: 'Make them' }).fill('a purple ball on sand at day');
  await dialog.getByRole('button', { name: 'Start', exact: true }).click();
  await expect.element(dialog.getByText('All 3 done.')).toBeVisible();
  const said = kinds.map((kind) => {
    const item = dialog.getByRole('listitem').filter({ hasText: kind }).element();
    return [...item.querySelectorAll('p')].map(({ textContent }) => textContent);
  });
  expect(said).toEqual([
    ['Saved as sRGB: edited pictures cannot keep its own kind of colours.'],
    ['Saved with 8 bits a colour; the photo has more.'],
    [],
  ]);
});
