import { afterEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import type { PackStore, StoreContent } from '../../../protocol/pack-store.ts';
import { closeEditor, openEditor } from '../../testing/editor.ts';

const EMPTY: StoreContent = { packs: [], space: { usedBytes: 0, freeBytes: 1e10 } };

/** A store that is not online. */
function createUnreachedStore(): { readonly store: PackStore; readonly fetched: string[] } {
  const fetched: string[] = [];
  const refuse = () => Promise.reject(new Error('nothing is here'));
  const store: PackStore = {
    list: async () => ({ ok: true, value: EMPTY }),
    fetch: async ({ id }) => {
      fetched.push(id);
      return { ok: false, error: { code: 'hub/unreachable', parameters: {} } };
    },
    inspect: refuse,
    stop: async () => undefined,
    verify: refuse,
    remove: refuse,
    copy: refuse,
  };
  return { store, fetched };
}

afterEach(closeEditor);

it('a hub that cannot be reached says so and that nothing was downloaded, on one card with Retry and Remove', async () => {
  const { store, fetched } = createUnreachedStore();
  await openEditor({ ports: { packs: store } });
  await page.getByRole('button', { name: /^Model/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Models' });
  const offer = dialog.getByRole('article', { name: 'SD-Turbo', exact: true });
  await offer.getByRole('checkbox', { name: 'I have read the licence of SD-Turbo' }).click();
  await offer.getByRole('button', { name: /^Download/ }).click();

  const card = dialog.getByRole('listitem', { name: 'SD-Turbo', exact: true });
  await expect.element(card).toHaveTextContent('The hub cannot be reached.');
  await expect.element(card).toHaveTextContent('Nothing was downloaded.');
  await expect.element(offer, { timeout: 2000 }).not.toBeInTheDocument();
  await card.getByRole('button', { name: 'Retry SD-Turbo' }).click();
  await expect.poll(() => fetched).toEqual(['sd-turbo', 'sd-turbo']);
  await card.getByRole('button', { name: 'Remove SD-Turbo' }).click();
  await expect.element(card).not.toBeInTheDocument();
  await expect.element(offer).toBeVisible();
});
