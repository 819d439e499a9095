import { afterEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import type { EditRequest } from '../../../protocol/edit-request.ts';
import { boxOf, closeEditor, editor, fetchManifest, openEditor } from '../../testing/editor.ts';
import { createFakeEngine } from '../../testing/fake-engine.ts';
import { paintPhoto } from '../../testing/paint-photo.ts';
import { ALT, mouse } from '../../testing/pointer.ts';

afterEach(closeEditor);

const BOTH = 'a red ball and a blue cube on sand';
const button = page.getByRole('button', { name: 'Remove…' });

/** A photo with words that nothing was asked of yet, and what the engine is asked from then on. */
async function open(source: string, thingAt?: readonly [number, number]) {
  const engine = createFakeEngine({ manifest: await fetchManifest(), ...(thingAt && { thingAt }) });
  const asked: EditRequest[] = [];
  await openEditor({
    ports: { engine: { ...engine, edit: (request, onEvent) => (asked.push(request), engine.edit(request, onEvent)) } },
  });
  const { runId } = await editor.editPhoto(await paintPhoto(256, 256), source, source);
  asked.length = 0;
  return { asked, runId };
}

function placesOf({ mask }: EditRequest): readonly number[] {
  return [...(mask?.added.keys() ?? [])].filter((i) => mask?.added[i] === 255);
}

/** The middle of what may change, in parts of the picture. */
function middleOf(request: EditRequest): readonly number[] {
  const { image } = request;
  const places = placesOf(request);
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  return [
    mean(places.map((i) => i % image.width)) / image.width,
    mean(places.map((i) => Math.floor(i / image.width))) / image.height,
  ];
}

it('lists the things; the one that is chosen goes from its place alone, and it is one step', async () => {
  const { asked, runId } = await open(BOTH, [0.75, 0.4]);
  await button.click();
  const list = page.getByRole('dialog', { name: 'What should go?' });
  await expect.element(list.getByRole('button', { name: 'red ball' })).toBeVisible();
  await list.getByRole('button', { name: 'blue cube' }).click();
  await expect.element(list).not.toBeInTheDocument();
  await expect.element(editor.target).toHaveTextContent('a red ball on sand');
  const made = await editor.waitForRun(runId);
  const [request] = asked;
  if (request === undefined) throw new Error('nothing was asked');
  expect(request.mask?.isLimit).toBe(true);
  const [x = 0, y = 0] = middleOf(request);
  expect([Math.abs(x - 0.75) < 0.06, Math.abs(y - 0.4) < 0.06]).toEqual([true, true]);
  const rows = placesOf(request).map((i) => Math.floor(i / request.image.width));
  const columns = placesOf(request).map((i) => i % request.image.width);
  const lengthOf = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
  expect(lengthOf(rows), 'its shadow goes with it').toBeGreaterThan(1.2 * lengthOf(columns));

  await editor.target.fill('a red ball on snow');
  await editor.waitForRun(made.runId);
  expect(asked.at(-1), 'other words are not kept to the place').not.toHaveProperty('mask');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.element(editor.target).toHaveTextContent('a red ball on sand');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.element(editor.target).toHaveTextContent(BOTH);
});

it('by Delete takes the only thing, without a question', async () => {
  const { asked, runId } = await open('a red ball on sand');
  await editor.pressOn(editor.picture, '{Delete}');
  await editor.waitForRun(runId);
  await expect.element(editor.target).toHaveTextContent('on sand');
  expect(asked[0]?.mask?.isLimit).toBe(true);
});

it('by Delete asks which of several; what is painted is taken without a question, within the paint', async () => {
  const { asked, runId } = await open(BOTH);
  await editor.pressOn(editor.picture, '{Delete}');
  await expect.element(page.getByRole('dialog', { name: 'What should go?' })).toBeVisible();
  await button.click();
  await page.getByRole('radio', { name: 'Brush' }).click();
  const painter = page.getByRole('button', { name: /^Paint the mask/ });
  const { x, y, width, height } = boxOf(painter);
  await mouse.move([x + 0.3 * width, y + 0.5 * height]);
  await mouse.down();
  await mouse.move([x + 0.34 * width, y + 0.5 * height], 3);
  await mouse.up();
  await editor.pressOn(editor.picture, '{Delete}');
  await expect.element(editor.target).toHaveTextContent('a blue cube on sand');
  await editor.waitForRun(runId);
  await expect.poll(() => asked.at(-1)?.target).toBe('a blue cube on sand');
  const request = asked.at(-1);
  if (request === undefined) throw new Error('nothing was asked');
  expect(request.mask?.isLimit).toBe(true);
  expect(Math.abs((middleOf(request)[0] ?? 0) - 0.32)).toBeLessThan(0.05);
});

it('a click while a run is on is answered at once: a thing is looked for, and selected when it is found', async () => {
  const engine = createFakeEngine({ manifest: await fetchManifest(), thingAt: [0.4, 0.44] });
  let find = (): void => undefined;
  const found = new Promise<void>((resolve) => (find = resolve));
  const locate: typeof engine.locate = async (...parts) => {
    await found;
    return engine.locate(...parts);
  };
  await openEditor({ ports: { engine: { ...engine, locate } } });
  const { runId } = await editor.editPhoto(await paintPhoto(256, 256), BOTH, BOTH);
  engine.hold();
  await editor.target.fill('a red ball and a green cube on sand');
  await expect.poll(() => editor.facts().runId).not.toBe(runId);
  await editor.pressOn(editor.picture, 's');
  const { x, y, width, height } = boxOf(page.getByRole('button', { name: /^Select: arrows/ }));
  await mouse.move([x + 0.405 * width, y + 0.445 * height]);
  await mouse.down();
  await mouse.up();
  const looking = page.getByText('Looking for the thing.');
  await expect.element(looking).toBeVisible();
  find();
  await expect.element(page.getByText(/^Selected: “(red ball|blue cube)”/)).toBeVisible();
  await expect.element(looking).not.toBeInTheDocument();
});

it('a click on a thing selects it to its edges, another adds to it, one with Alt takes away, and Delete removes it', async () => {
  const { asked, runId } = await open(BOTH, [0.4, 0.44]);
  await editor.pressOn(editor.picture, 's');
  const selector = page.getByRole('button', { name: /^Select: arrows/ });
  const { x, y, width, height } = boxOf(selector);
  await mouse.move([x + 0.405 * width, y + 0.445 * height]);
  await mouse.down();
  await mouse.up();
  await expect.element(page.getByText(/^Selected: “(red ball|blue cube)”/)).toBeVisible();
  let { runId: last } = await editor.waitForRun(runId);
  const countSelected = (): number => asked.at(-1)?.mask?.added.filter((value) => value > 0).length ?? 0;
  const one = countSelected();
  expect(one).toBeGreaterThan(0);
  const clickOn = async ([across, down]: readonly [number, number], modifiers = 0): Promise<void> => {
    await mouse.move([x + across * width, y + down * height]);
    await mouse.down('left', 1, modifiers);
    await mouse.up();
    ({ runId: last } = await editor.waitForRun(last));
  };
  await clickOn([0.8, 0.8]);
  const two = countSelected();
  expect(two, 'another click adds').toBeGreaterThan(one);
  await clickOn([0.8, 0.8], ALT);
  expect(countSelected(), 'Alt removes').toBeLessThan(two);
  await editor.pressOn(editor.picture, '{Delete}');
  await editor.waitForRun(last);
  await expect.element(editor.target).toHaveTextContent(/^a (blue cube|red ball) on sand$/);
  expect(asked.at(-1)?.mask?.isLimit).toBe(true);
});
