import { afterEach, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { closeEditor, editor, fetchManifest, openEditor } from '../../testing/editor.ts';
import { createFakeEngine } from '../../testing/fake-engine.ts';
import { loadSamples, SAMPLES_URL } from './load-samples.ts';

afterEach(async () => {
  closeEditor();
  vi.restoreAllMocks();
  await page.viewport(1280, 800);
});

const samples = page.getByRole('button', { name: /^(Sample|Beispiel)/ });

it('a card shows before, and after under the pointer or with the focus', async () => {
  await openEditor();
  await expect.element(samples.first()).toBeVisible();
  const card = samples.first().element();
  const [before, after] = card.querySelectorAll('img');
  await expect.poll(() => [before?.naturalWidth, after?.naturalWidth]).toEqual([256, 256]);
  await page.getByRole('heading', { level: 1 }).hover();
  const opacity = (): string | null => (after ? getComputedStyle(after).opacity : null);
  await expect.poll(opacity).toBe('0');
  await samples.first().hover();
  await expect.poll(opacity).toBe('1');
  await page.getByRole('heading', { level: 1 }).hover();
  await expect.poll(opacity).toBe('0');
  editor.focus(samples.first());
  await expect.poll(opacity).toBe('1');
});

it('the cards lead with the edits that come nearest to the true ones', async () => {
  const list = await loadSamples(SAMPLES_URL);
  const best = list.toSorted((a, b) => b.gainDb - a.gainDb);
  expect(best.at(0)?.gainDb).toBeGreaterThan(6);
  await openEditor();
  await expect.poll(() => samples.elements().length).toBe(8);
  const targets = samples.elements().map((card) => card.textContent);
  for (const [i, { source, target }] of best.entries()) {
    const words = target.split(' ').filter((word) => !source.split(' ').includes(word));
    for (const word of words) expect(targets[i]).toContain(word);
    expect(targets[i]).toContain(source.split(' ').at(-1));
  }
});

it('on a touch screen a card shows before and after in turns', async () => {
  await openEditor();
  await expect.element(samples.first()).toBeVisible();
  const after = [...samples.first().element().querySelectorAll('img')].at(-1);
  if (after === undefined) throw new Error('A card has no picture.');
  // Emulated touch would stay on for whatever test comes next: the rule of such screens is put on by hand.
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  const ofTouch = rules
    .flatMap((rule) =>
      rule instanceof CSSMediaRule && rule.conditionText === '(hover: none)' ? [...rule.cssRules] : [],
    )
    .find((rule) => rule instanceof CSSStyleRule && after.matches(rule.selectorText));
  after.style.animation = ofTouch instanceof CSSStyleRule ? ofTouch.style.animation : '';
  const turns = after.getAnimations().find((animation) => animation instanceof CSSAnimation);
  if (turns === undefined) throw new Error('The picture of a card does not change.');
  turns.pause();
  const opacityAt = (timeMs: number): string => {
    turns.currentTime = timeMs;
    return getComputedStyle(after).opacity;
  };
  expect([opacityAt(1000), opacityAt(3500), opacityAt(6000)]).toEqual(['0', '1', '0']);
});

it.each([
  ['en', 1280],
  ['en', 390],
  ['de', 390],
])('the device note has its room before it has its text (%s, %d px wide)', async (language, width) => {
  await page.viewport(width, 844);
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue([language]);
  const engine = createFakeEngine({ manifest: await fetchManifest() });
  let answer = (): void => undefined;
  const asked = new Promise<void>((resolve) => (answer = resolve));
  const open: typeof engine.open = async (...parts) => {
    await asked;
    return engine.open(...parts);
  };
  await openEditor({ device: 'auto', ports: { engine: { ...engine, open } } });
  await expect.element(samples.first()).toBeVisible();
  const note = page.getByText(language === 'de' ? 'kein WebGPU' : 'no WebGPU adapter');
  await expect.element(note).not.toBeInTheDocument();
  // The list's own: a card under the pointer rises.
  const top = (): number | undefined => samples.first().element().closest('ul')?.getBoundingClientRect().top;
  await document.fonts.ready;
  const before = top();
  expect(before).toBeGreaterThan(0);
  answer();
  await expect.element(note).toBeVisible();
  expect(top()).toBe(before);
});

it('a sample opens with its finished picture, which no preview replaces, and the words have the focus', async () => {
  const engine = createFakeEngine({ manifest: await fetchManifest() });
  engine.hold();
  await openEditor({ ports: { engine } });
  await samples.first().click();
  const preview = (): HTMLCanvasElement | null =>
    editor.picture.element().querySelector<HTMLCanvasElement>('canvas[data-shown="true"][aria-hidden]:last-of-type');
  await expect.poll(() => preview()?.width).toBe(256);
  await expect.poll(() => editor.facts().previews).toBeGreaterThan(1);
  const response = await fetch('/samples/yellow-duck-after.webp');
  const bitmap = await createImageBitmap(await response.blob());
  const context = new OffscreenCanvas(256, 256).getContext('2d', { willReadFrequently: true });
  context?.drawImage(bitmap, 0, 0);
  const shown = preview()?.getContext('2d')?.getImageData(0, 0, 256, 256).data;
  expect(shown).toEqual(context?.getImageData(0, 0, 256, 256).data);
  await expect.element(editor.picture.getByText('Draft', { exact: true })).not.toBeInTheDocument();
  await expect.poll(() => document.activeElement === editor.target.element()).toBe(true);
});

it('the starter is called what it is, on the start page and over the picture', async () => {
  await openEditor();
  await expect.element(page.getByText('The bundled model knows toy scenes')).toBeVisible();
  await editor.openSample();
  await expect.element(page.getByRole('banner').getByRole('button', { name: /toy scenes/ })).toBeVisible();
});
