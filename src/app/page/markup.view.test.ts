/** What files, hubs and links bring is text, whatever it looks like. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import type { StoredPack } from '../../protocol/pack-store.ts';
import type { AppPorts } from './create-app-context.ts';
import { writePictureRecipe } from '../formats/picture-recipe.ts';
import { writeFragment } from '../formats/recipe-link.ts';
import { closeEditor, editor, fetchManifest, openEditor } from '../testing/editor.ts';
import { createFakeEngine } from '../testing/fake-engine.ts';
import { paintPicture } from '../testing/paint-photo.ts';

/** Markup as HTML, as an attribute and as SVG would take it; characters that turn the line around. */
const markup = (place: string): string =>
  `<img class="foreign" src="x" onerror="foreign=1"><svg class="foreign" onload="foreign=1"></svg>"'><b class=foreign>\u202e${place}`;

const PACK: StoredPack = {
  id: 'foreign',
  name: markup('pack'),
  source: 'hub',
  origins: [markup('origin')],
  license: markup('licence'),
  sizeBytes: 1000,
  arrivedBytes: 1000,
  isComplete: true,
};

async function createPacks(): Promise<AppPorts['packs']> {
  const refuse = () => Promise.reject(new Error('nothing is done with it'));
  return {
    list: async () => ({ ok: true, value: { packs: [PACK], space: { usedBytes: 0, freeBytes: 1e9 } } }),
    inspect: async () => ({
      ok: false,
      error: { code: 'hub/not-found', parameters: { repository: markup('repository'), file: markup('file') } },
    }),
    fetch: refuse,
    stop: refuse,
    verify: refuse,
    remove: refuse,
    copy: refuse,
  };
}

function expectText(): void {
  expect(document.querySelectorAll('.foreign')).toHaveLength(0);
  expect('foreign' in window).toBe(false);
}

beforeEach(async () => {
  const manifest = { ...(await fetchManifest()), name: markup('model'), license: markup('licence') };
  await openEditor({ ports: { engine: createFakeEngine({ manifest }), packs: await createPacks() } });
});
afterEach(closeEditor);

it('the name of a photo, the words and the history', async () => {
  const name = `${markup('photo')}.png`;
  await editor.editPhoto(await paintPicture(name, ''), 'a red ball', markup('target'));
  await editor.openPanel();
  await expect.element(page.getByRole('heading', { level: 1 })).toHaveTextContent(name);
  expect(document.title).toContain(name);
  expect(editor.target.element().textContent).toContain(markup('target'));
  expectText();
});

it('the recipe in a picture', async () => {
  const prompts = { source: markup('source'), target: markup('target'), emphasis: {} };
  const recipe = { prompts, tuning: { freedom: 0.5, overrides: {} } };
  const text = writePictureRecipe({ recipe, photoHash: markup('hash'), photoName: markup('original') });
  editor.drop(await paintPicture('saved.png', text));
  await expect.element(page.getByText(/is not in it/)).toHaveTextContent(markup('original'));
  await expect.element(editor.source).toHaveValue(markup('source'));
  expectText();
});

it('a link', async () => {
  const prompts = { source: markup('source'), target: markup('target'), emphasis: {} };
  const recipe = { prompts, tuning: { freedom: 0.5, overrides: {} } };
  location.hash = writeFragment({ recipe, sample: markup('sample'), pack: markup('pack') });
  await expect.element(page.getByText('This link brings an edit')).toBeVisible();
  await expect.element(page.getByText(/This link was made with/)).toHaveTextContent(markup('pack'));
  expectText();
});

it('models, their licences, and what a hub answers', async () => {
  await page.getByRole('button', { name: /^Model/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Models' });
  await expect.element(dialog).toHaveTextContent(markup('pack'));
  await dialog.getByRole('textbox', { name: 'Repository' }).fill('owner/name');
  await dialog.getByRole('button', { name: 'Look' }).click();
  await expect.element(dialog).toHaveTextContent(markup('file'));
  expectText();
});
