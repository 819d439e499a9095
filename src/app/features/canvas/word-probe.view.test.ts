import { afterEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { boxOf, closeEditor, editor, openEditor } from '../../testing/editor.ts';
import { mouse } from '../../testing/pointer.ts';
import { fetchPair } from '../../testing/test-pairs.ts';

afterEach(closeEditor);

it('a point of the picture lists the words that act there, by pointer and by keyboard', async () => {
  const { photo, source, target } = await fetchPair('colour');
  await openEditor();
  await editor.editPhoto(photo, source, target);
  await page.getByRole('radio', { name: 'Words' }).click();
  const probe = page.getByRole('button', { name: /^Point at the picture/ });
  const { x, y, width, height } = boxOf(probe);
  const middle = [x + width / 2, y + height / 2] as const;
  await mouse.move(middle);
  const title = editor.picture.getByText('What acts here');
  await expect.element(title).toBeVisible();
  const changed = target.split(' ').filter((word) => !source.split(' ').includes(word));
  const listed = (title.element().parentElement?.innerText ?? '').split(/\s+/).slice(3, 5);
  expect(
    listed.some((word) => changed.includes(word)),
    `${listed.join(', ')} in the middle, where ${changed.join(', ')} acts`,
  ).toBe(true);
  await editor.status.hover();
  await expect.element(title).not.toBeInTheDocument();

  await mouse.move(middle);
  await mouse.down();
  await mouse.up();
  await editor.status.hover();
  // A touch stays.
  await expect.element(title).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(title).not.toBeInTheDocument();
  editor.focus(page.getByRole('radio', { name: 'Words' }));
  await editor.pressOn(probe, '{ArrowRight}');
  await expect.element(title).toBeVisible();
  await userEvent.keyboard('{Shift>}{ArrowUp}{/Shift}');
  await expect.element(editor.picture.getByText(/\d+ %, |No word acts here/)).toBeInTheDocument();
});
