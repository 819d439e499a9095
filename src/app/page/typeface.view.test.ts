import { afterEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { emulateColorScheme, resetColorScheme } from '../testing/color-scheme.ts';
import { closeEditor, editor, openEditor } from '../testing/editor.ts';

afterEach(async () => {
  closeEditor();
  await resetColorScheme();
});

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
  const [font] = performance.getEntriesByType('resource').filter(({ name }) => name.includes('inter-latin'));
  expect((await (await fetch(font?.name ?? '')).blob()).size).toBeLessThan(40_000);
});

it.each(['light', 'dark'] as const)(
  'rust is what the user changed and nothing else; a warning has a hue and a sign of its own, %s',
  async (colorScheme) => {
    await emulateColorScheme(colorScheme);
    await openEditor();
    await editor.openSample();
    await editor.lookUnderTheHood();
    const rust = ['--accent', '--accent-soft'].map(resolveColour);
    const findRust = (): readonly Element[] =>
      [...document.querySelectorAll('#root *')].filter((element) => {
        if (!element.checkVisibility()) return false;
        const style = getComputedStyle(element);
        const drawn = [
          style.color,
          style.backgroundColor,
          style.fill,
          ...(style.borderTopWidth === '0px' ? [] : [style.borderTopColor]),
        ];
        return drawn.some((colour) => rust.includes(colour));
      });
    const isChange = (element: Element): boolean => element.closest('[data-chip], ins') !== null;
    expect(findRust().length, 'the words that changed').toBeGreaterThan(0);
    expect(findRust().filter((element) => !isChange(element))).toEqual([]);

    await editor.target.fill('a glorb duck on a wooden table at sunset');
    const warning = page.getByRole('alert');
    await expect.element(warning).toBeVisible();
    const icon = warning.element().querySelector('svg');
    expect(icon && getComputedStyle(icon).color).toBe(resolveColour('--warn'));
    expect(rust).not.toContain(resolveColour('--warn'));
    expect(findRust().filter((element) => !isChange(element))).toEqual([]);
  },
);

/** A colour of the page's tokens, as computed styles name it. */
function resolveColour(token: string): string {
  const probe = document.body.appendChild(document.createElement('span'));
  probe.style.color = `var(${token})`;
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
