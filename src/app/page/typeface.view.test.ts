import { afterEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { closeEditor, editor, openEditor } from '../testing/editor.ts';

afterEach(closeEditor);

it('the panel is set in three sizes at most, in the typeface that comes with the page', async () => {
  await openEditor();
  await editor.openSample();
  await editor.lookUnderTheHood();
  const panel = page.getByRole('complementary', { name: 'History and settings' }).element();
  const texts = [...panel.querySelectorAll('*')].filter((element) =>
    [...element.childNodes].some((node) => node instanceof Text && node.data.trim() !== ''),
  );
  expect(texts.length).toBeGreaterThan(20);
  const styles = texts.map((element) => getComputedStyle(element));
  expect(new Set(styles.map(({ fontSize }) => fontSize)).size).toBeLessThanOrEqual(3);
  expect(styles.filter(({ fontFamily }) => !/^(Inter|"Iowan|ui-monospace)/.test(fontFamily))).toEqual([]);
  await document.fonts.ready;
  const shipped = [...document.fonts].filter(({ family }) => family === 'Inter');
  expect(shipped.map(({ status, weight }) => [status, weight])).toEqual([['loaded', '400 700']]);
});
