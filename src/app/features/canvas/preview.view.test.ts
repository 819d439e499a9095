import { afterEach, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { boxOf, closeEditor, editor, fetchManifest, openEditor } from '../../testing/editor.ts';
import { createFakeEngine } from '../../testing/fake-engine.ts';
import { paintPhoto } from '../../testing/paint-photo.ts';

afterEach(() => {
  closeEditor();
  vi.restoreAllMocks();
});

const findPreview = () => editor.picture.element().querySelector<HTMLElement>('canvas[data-shown][aria-hidden]');

it('no preview stays as the result: not of words that were typed over, nor of a run that was stopped', async () => {
  const engine = createFakeEngine({ manifest: await fetchManifest() });
  await openEditor({ ports: { engine } });
  await editor.openSample();
  const before = await editor.pixels('Edited photo');

  engine.hold();
  for (const words of ['a green cube', 'a yellow cone']) {
    const { runId } = editor.facts();
    await editor.target.fill(words);
    await expect.poll(() => [editor.facts().runId !== runId, editor.facts().previews > 0]).toEqual([true, true]);
    await expect.poll(() => findPreview()?.dataset['shown']).toBe('true');
  }
  await userEvent.keyboard('{Escape}');
  await expect.poll(() => findPreview()?.dataset['shown']).toBe('false');
  expect(await editor.pixels('Edited photo')).toEqual(before);
});

it('until something is painted, a light goes over the part that will change', async () => {
  const engine = createFakeEngine({ manifest: await fetchManifest() });
  const map = { width: 2, height: 2, strength: new Uint8Array([0, 255, 0, 0]) };
  await openEditor({
    ports: {
      engine: {
        ...engine,
        edit: async ({ runId }, onEvent) => {
          onEvent({ type: 'located', runId, map });
          return new Promise(() => undefined);
        },
      },
    },
  });
  editor.drop(await paintPhoto(400, 400));
  await editor.source.fill('a red ball on sand');
  await editor.target.fill('a matte red ball on sand');
  const findLight = () => editor.picture.element().querySelector('canvas[data-shimmer]');
  await expect.poll(findLight).not.toBeNull();
  const light = findLight()?.getBoundingClientRect();
  const photo = boxOf(page.getByRole('img', { name: 'Original photo' }));
  expect([light?.left, light?.top, light?.width]).toEqual([photo.left, photo.top, photo.width]);
  await userEvent.keyboard('{Escape}');
  await expect.poll(findLight).toBeNull();
});

it('a step comes in over the draft that is there, and at once for whoever wants no motion', async () => {
  const fade = vi.spyOn(Element.prototype, 'animate');
  const engine = createFakeEngine({ manifest: await fetchManifest() });
  await openEditor({ ports: { engine } });
  const { runId } = await editor.editPhoto(await paintPhoto(128, 128), 'a red ball on sand', 'a blue ball on sand');
  expect(fade.mock.calls.some(([frames]) => JSON.stringify(frames) === '{"opacity":[0,1]}')).toBe(true);

  fade.mockClear();
  const matches = window.matchMedia.bind(window);
  vi.spyOn(window, 'matchMedia').mockImplementation((query) =>
    query.includes('reduced-motion') ? { ...matches(query), matches: true } : matches(query),
  );
  await editor.target.fill('a green ball on sand');
  await editor.waitForRun(runId);
  expect(fade).not.toHaveBeenCalled();
});
