import { afterEach, expect, it, vi } from 'vitest';
import { cdp, page, userEvent } from 'vitest/browser';
import { boxOf, closeEditor, editor, fetchManifest, openEditor } from '../../testing/editor.ts';
import { createFakeEngine } from '../../testing/fake-engine.ts';
import { paintPhoto } from '../../testing/paint-photo.ts';
import { mouse } from '../../testing/pointer.ts';

const original = page.getByRole('img', { name: 'Original photo' });
const nextMessage = page.getByRole('button', { name: /^Message \d of \d/ });
const words = page.getByRole('region', { name: 'Words' });
/** The part of the window that the photo gets at least: a square one of its height, one that is as wide of its area. */
const SHARE = 0.7;

/** The part of the photo that messages cover at most. */
const MAX_COVERED = 0.25;

/** The part of the photo that messages, and what shows the next of them, lie over. */
function shareCovered(photo: DOMRect): number {
  const over = [...document.querySelectorAll('[role=alert], [data-message]'), ...nextMessage.elements()].filter(
    (element) => element.checkVisibility(),
  );
  const top = Math.min(photo.bottom, ...over.map((element) => element.getBoundingClientRect().top));
  return (photo.bottom - top) / photo.height;
}

afterEach(async () => {
  closeEditor();
  vi.restoreAllMocks();
  await page.viewport(1280, 800);
});

const middleOf = ({ x, y, width, height }: DOMRect) => [x + width / 2, y + height / 2] as const;

async function openWide(): Promise<DOMRect> {
  await openEditor();
  editor.drop(await paintPhoto(1600, 1200));
  await editor.waitForFullSize();
  await expect.element(page.getByRole('button', { name: 'Device: CPU' })).toBeVisible();
  return boxOf(original);
}

it.each([
  [1280, 720, 'height', SHARE],
  [1440, 900, 'height', SHARE],
  [390, 844, 'width', 1],
] as const)(
  'at %d x %d the photo is as large as it can be, whatever else appears',
  async (width, height, side, share) => {
    await page.viewport(width, height);
    const engine = createFakeEngine({ manifest: await fetchManifest() });
    await openEditor({ ports: { engine } });
    await editor.openSample();
    const whole = boxOf(original);
    expect(whole.width).toBeCloseTo(whole.height, 0);
    expect(whole[side] / { width, height }[side], 'of the window').toBeGreaterThanOrEqual(share);
    expect(whole.bottom, 'the words lie under it').toBeLessThanOrEqual(boxOf(words).top);
    expect(boxOf(editor.source).height, 'what the photo shows has one line').toBeLessThan(40);
    expect(boxOf(editor.source).bottom, 'above what to make of it').toBeLessThanOrEqual(boxOf(editor.target).top + 1);
    const bar = boxOf(page.getByRole('progressbar'));
    expect(Math.abs(bar.top - boxOf(words).top), 'how far it is lies on the edge').toBeLessThanOrEqual(1);
    expect(bar.height).toBeLessThanOrEqual(3);

    const notices = page.getByRole('alert');
    const oneOfThree = page.getByRole('button', { name: /^Message \d of 3/ });
    expect(shareCovered(whole), 'with none').toBe(0);
    await editor.target.fill('a glorb duck on a wooden table at sunset');
    await expect.element(notices).toHaveTextContent('“glorb”');
    expect(notices.elements()).toHaveLength(1);
    expect(boxOf(original), 'with a message').toEqual(whole);
    expect(shareCovered(whole), 'with a message').toBeLessThanOrEqual(MAX_COVERED);

    await editor.source.fill('a zorch duck on a wooden table at sunset');
    await editor.target.fill(`a glorb duck ${'on a wooden table '.repeat(30)}`);
    // One at a time, above a sentence that has grown to a paragraph.
    await expect.poll(() => [notices.elements().length, oneOfThree.elements().length]).toEqual([1, 1]);
    expect(boxOf(original), 'with three messages').toEqual(whole);
    expect(shareCovered(whole), 'with three messages').toBeLessThanOrEqual(MAX_COVERED);

    await editor.openPanel();
    expect(boxOf(original), 'beside a panel').toEqual(whole);
    await userEvent.keyboard('{Escape}');
    await page.getByRole('button', { name: 'Close' }).click();
    for (const name of ['Brush', 'Eraser', 'Hand', 'Difference', 'Words', 'Slider']) {
      await page.getByRole('radio', { name, exact: true }).click({ force: true });
      expect(boxOf(original), `with ${name}`).toEqual(whole);
    }
    engine.hold();
    const { runId } = editor.facts();
    await editor.source.fill('a yellow duck on a wooden table at sunset');
    await expect.poll(() => [editor.facts().runId !== runId, editor.facts().previews > 0]).toEqual([true, true]);
    expect(boxOf(original), 'with a preview').toEqual(whole);
  },
);

it.each(['en', 'de'])(
  'in %s, on a phone the longest messages leave the photo in sight, and each can be read',
  async (language) => {
    await page.viewport(390, 844);
    vi.spyOn(navigator, 'languages', 'get').mockReturnValue([language]);
    await openEditor({ ports: { engine: createFakeEngine({ manifest: await fetchManifest(), isUnfamiliar: true }) } });
    editor.drop(await paintPhoto(1200, 1200));
    const strange = page.getByText(/was not made for pictures like|ist nicht für Bilder wie/);
    await expect.element(strange).toBeVisible();
    const photo = boxOf(page.getByRole('img', { name: /^(Original photo|Originalfoto)$/ }));
    expect(shareCovered(photo), 'folded').toBeLessThanOrEqual(MAX_COVERED);
    await page.getByRole('button', { name: /^(Read on|Weiterlesen)$/ }).click();
    await expect.element(page.getByRole('button', { name: /^(Fold|Einklappen)$/ })).toBeVisible();
    expect(strange.element().scrollHeight).toBe(strange.element().clientHeight);
    await page.getByRole('button', { name: /^(Fold|Einklappen)$/ }).click();

    await page.getByRole('textbox').first().fill('a zorch on sand');
    const unknown = page.getByText('zorch”').or(page.getByText('zorch“'));
    await expect.element(unknown).toBeVisible();
    await expect.element(strange).not.toBeVisible();
    expect(shareCovered(photo), 'the newest of two').toBeLessThanOrEqual(MAX_COVERED);
    await page.getByRole('button', { name: /^(Message|Hinweis) 2 (of|von) 2/ }).click();
    await expect.element(strange).toBeVisible();
    await expect.element(unknown).not.toBeVisible();
  },
);

it.each([
  ['en', 1024],
  ['en', 1280],
  ['de', 1200],
  ['de', 1280],
  ['de', 1440],
])('in %s at %d px nothing that can be pressed covers another', async (language, width) => {
  await page.viewport(width, 800);
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue([language]);
  await openEditor();
  await page
    .getByRole('button', { name: /^(Sample|Beispiel)/ })
    .first()
    .click();
  await editor.waitForRun();
  await expect.element(page.getByRole('button', { name: /^(Another version|Andere Variante)$/ })).toBeVisible();
  const composer = document.querySelector('#target-field')?.closest('section') ?? null;
  const boxes = [...document.querySelectorAll('header button, header label, main [role=group] button'), composer]
    .filter((element) => element !== null)
    .filter((element) => element.checkVisibility())
    .map((element) => ({ name: element.ariaLabel ?? element.textContent, box: element.getBoundingClientRect() }));
  expect(boxes.length).toBeGreaterThan(15);
  const covered = boxes.flatMap(({ name, box }, i) =>
    boxes.slice(i + 1).flatMap((other) => {
      const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
      const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
      return across > 1 && down > 1 ? [`${name} and ${other.name}`] : [];
    }),
  );
  expect(covered).toEqual([]);
});

it('a photo as wide as the window takes all of its width, and the words wait below', async () => {
  await page.viewport(1280, 720);
  await openEditor();
  editor.drop(await paintPhoto(2422, 1000));
  await editor.waitForFullSize();
  const { width, height, bottom } = boxOf(original);
  expect((width * height) / (1280 * 720), 'of the window').toBeGreaterThanOrEqual(SHARE);
  expect(bottom).toBeLessThanOrEqual(boxOf(words).top);
});

it('in a low window the words stand beside the photo, which keeps its height, and nothing is cut off', async () => {
  await page.viewport(844, 390);
  await openEditor();
  await editor.openSample();
  const whole = boxOf(original);
  expect(whole.height / 390, 'of the window').toBeGreaterThanOrEqual(SHARE);
  expect(whole.right).toBeLessThanOrEqual(boxOf(words).left);
  const stage = boxOf(editor.picture);
  for (const box of [words, page.getByRole('radiogroup', { name: 'Tools' })].map(boxOf)) {
    expect([box.top >= stage.top, box.bottom <= stage.bottom]).toEqual([true, true]);
  }
  await editor.target.fill('a glorb duck on a wooden table at sunset');
  const warning = page.getByRole('alert');
  await expect.element(warning).toBeVisible();
  expect(whole.right, 'a message stands above the words').toBeLessThanOrEqual(boxOf(warning).left);
  await page.getByRole('radio', { name: 'Brush' }).click();
  const painted = page.getByRole('group', { name: 'Mask tools' });
  expect(boxOf(original), 'while painting').toEqual(whole);
  expect(whole.right).toBeLessThanOrEqual(boxOf(painted).left);
  await page.getByRole('radio', { name: 'Hand' }).click();
  await page.getByRole('radio', { name: 'Side by side' }).click();
  const after = page.getByRole('img', { name: 'Edited photo' });
  await expect.poll(() => boxOf(after).left - boxOf(original).right).toBeGreaterThanOrEqual(0);
  expect(boxOf(after).right).toBeLessThanOrEqual(boxOf(words).left);
  expect(boxOf(after).height).toBeCloseTo(boxOf(after).width, 0);
});

it('a portrait of 2:3 takes the whole width of a phone', async () => {
  await page.viewport(390, 844);
  await openEditor();
  editor.drop(await paintPhoto(800, 1200));
  await editor.waitForFullSize();
  expect(boxOf(original).width).toBeCloseTo(390, 0);
  expect(boxOf(original).bottom).toBeLessThanOrEqual(boxOf(words).top);
});

it('on a phone the photo stays in sight above the keyboard', async () => {
  await page.viewport(390, 844);
  await openEditor();
  await editor.openSample();
  // What a keyboard leaves.
  await page.viewport(390, 500);
  await expect.poll(() => boxOf(original).width).toBeLessThan(300);
  const { width, height, top, bottom } = boxOf(original);
  expect(Math.min(width, height)).toBeGreaterThan(120);
  expect(top).toBeGreaterThanOrEqual(0);
  expect(bottom).toBeLessThanOrEqual(boxOf(words).top);
});

it('the whole stage is the viewport: the wheel zooms beside the photo too, and the photo fills the stage', async () => {
  const whole = await openWide();
  const stage = boxOf(editor.picture);
  expect(stage.width).toBe(innerWidth);
  await mouse.move([whole.x - 100, whole.y + 50]);
  await mouse.wheel(-900);
  await expect.poll(() => boxOf(original).width).toBeGreaterThan(3 * whole.width);
  const { left, right, top, bottom } = boxOf(original);
  // Its borders stay outside of the room, which ends a little before the window does.
  expect([left <= 8, right >= innerWidth, top <= stage.top, bottom >= stage.bottom]).toEqual([true, true, true, true]);
});

it('what is under the pointer stays there while the wheel zooms, to 800 %', async () => {
  const whole = await openWide();
  const at = [whole.x + 0.4 * whole.width, whole.y + 0.6 * whole.height] as const;
  await mouse.move(at);
  await mouse.wheel(-400);
  await expect.poll(() => boxOf(original).width).toBeGreaterThan(1.5 * whole.width);
  const { x, y, width, height } = boxOf(original);
  expect((at[0] - x) / width).toBeCloseTo(0.4, 2);
  expect((at[1] - y) / height).toBeCloseTo(0.6, 2);
  for (let turn = 0; turn < 5; turn++) await mouse.wheel(-900);
  await expect.element(page.getByRole('button', { name: '800 %' })).toBeVisible();
  expect(boxOf(original).width).toBeCloseTo(8 * 1600, -1);
});

it('Space, the middle button and the arrows move the photo, and a double click shows all of it', async () => {
  const whole = await openWide();
  await mouse.move(middleOf(whole));
  await mouse.wheel(-600);
  await expect.poll(() => boxOf(original).width).toBeGreaterThan(2 * whole.width);
  // With the brush in the hand: what paints must not move the photo.
  await page.getByRole('radio', { name: 'Brush' }).click();
  const before = boxOf(original);
  await mouse.move(middleOf(whole));
  await userEvent.keyboard('{ >}');
  await mouse.down();
  await mouse.move([middleOf(whole)[0] + 60, middleOf(whole)[1] + 40], 4);
  await mouse.up();
  await userEvent.keyboard('{/ }');
  await expect.poll(() => boxOf(original).x - before.x).toBeCloseTo(60, -0.5);
  expect(boxOf(original).y - before.y).toBeCloseTo(40, -0.5);

  const dragged = boxOf(original);
  await mouse.down('middle');
  await mouse.move(middleOf(whole), 4);
  await mouse.up();
  await expect.poll(() => boxOf(original).x - dragged.x).toBeCloseTo(-60, -0.5);

  await page.getByRole('radio', { name: 'Hand' }).click();
  editor.focus(editor.picture);
  const still = boxOf(original);
  await userEvent.keyboard('{ArrowRight}');
  await expect.poll(() => boxOf(original).x).toBeLessThan(still.x - 100);
  await userEvent.keyboard('{ArrowDown}');
  await expect.poll(() => boxOf(original).y).toBeLessThan(still.y - 50);
  await userEvent.keyboard('+');
  await expect.poll(() => boxOf(original).width).toBeGreaterThan(1.3 * still.width);
  await userEvent.keyboard('-');
  await expect.poll(() => boxOf(original).width).toBeCloseTo(still.width, 0);

  const middle = middleOf(whole);
  await mouse.move(middle);
  await mouse.doubleClick();
  await expect.poll(() => boxOf(original)).toEqual(whole);
});

it.each([1, 2, 3])('at %d device pixels a CSS pixel no pixel of the photo is left out', async (deviceScaleFactor) => {
  await cdp().send('Emulation.setDeviceMetricsOverride', { width: 0, height: 0, deviceScaleFactor, mobile: false });
  try {
    await openEditor();
    editor.drop(await paintPhoto(3000, 2250));
    await editor.waitForFullSize();
    const canvas = original.element();
    if (!(canvas instanceof HTMLCanvasElement)) throw new Error('The photo is not a canvas.');
    const needed = Math.min(3000, boxOf(original).width * devicePixelRatio);
    await expect.poll(() => canvas.width).toBeGreaterThanOrEqual(Math.floor(needed));
    expect(devicePixelRatio).toBe(deviceScaleFactor);
  } finally {
    await cdp().send('Emulation.clearDeviceMetricsOverride', {});
  }
});

it('views and tools are two groups, chosen apart', async () => {
  await openWide();
  const views = page.getByRole('radiogroup', { name: 'View' });
  const tools = page.getByRole('radiogroup', { name: 'Tools' });
  const names = (group: typeof views) =>
    group
      .getByRole('radio')
      .elements()
      .map((radio) => radio.getAttribute('aria-label'));
  expect(names(views)).toEqual(['Slider', 'Side by side', 'Difference', 'Words']);
  expect(names(tools)).toEqual([
    'Hand',
    'Select a thing',
    'Brush',
    'Eraser',
    'Rectangle',
    'Lasso',
    'Move the edited area',
  ]);
  await userEvent.keyboard('{Escape}');
  editor.focus(editor.picture);
  await userEvent.keyboard('m');
  await userEvent.keyboard('b');
  await expect.element(views.getByRole('radio', { name: 'Side by side' })).toBeChecked();
  await expect.element(tools.getByRole('radio', { name: 'Brush' })).toBeChecked();
  await userEvent.keyboard('h');
  await expect.element(tools.getByRole('radio', { name: 'Hand' })).toBeChecked();
  await expect.element(views.getByRole('radio', { name: 'Side by side' })).toBeChecked();
});

it('the panel is closed until it is asked for, and what describes the machine until that is too', async () => {
  await openEditor();
  await editor.openSample();
  const panel = page.getByRole('complementary', { name: 'History and settings' });
  await expect.element(panel).not.toBeInTheDocument();
  await expect.element(editor.status).toHaveTextContent(/^Done in \d+ s$/);
  const button = page.getByRole('button', { name: 'History and settings' });
  editor.focus(button);
  await userEvent.keyboard('{Enter}');
  await expect.element(panel).toBeVisible();
  for (const width of [1280, 1440]) {
    await page.viewport(width, 900);
    const { top } = boxOf(page.getByRole('group', { name: 'What to do with the picture' }));
    expect(boxOf(panel).bottom, `over the buttons, ${width} px`).toBeLessThanOrEqual(top);
  }
  await page.viewport(1280, 800);
  await expect.element(page.getByRole('combobox', { name: 'Method' })).not.toBeInTheDocument();
  await editor.lookUnderTheHood();
  expect(boxOf(page.getByText('Under the hood')).top, 'what opens is in sight').toBeLessThan(innerHeight / 3);
  for (const name of ['Method', 'UNet rows', 'Reconstruction']) {
    await expect.element(panel.getByText(name)).toBeVisible();
  }
  await expect.element(panel.getByRole('img', { name: /^Residual of every step/ })).toBeVisible();
  await editor.pressOn(page.getByRole('switch', { name: 'Protect the rest' }), '{Escape}');
  await expect.element(panel).not.toBeInTheDocument();
  await expect.element(button).toHaveFocus();
});
