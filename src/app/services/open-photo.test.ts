import { expect, it } from 'vitest';
import { planPart, type Extent } from '../../imaging/plan-extents.ts';
import type { OpenedPack } from '../../protocol/engine.ts';
import type { CropRectangle, PhotoWork } from '../../protocol/photo-work.ts';
import type { Photo } from '../photo/photo.ts';
import { createAppStore } from '../store/app-store.ts';
import { createEntry } from '../store/testing/history-entry.ts';
import { recropPhoto, refitPhoto } from './open-photo.ts';

const EXTENT: Extent = { width: 80, height: 40 };
const CHOSEN: CropRectangle = { x: 2, y: 4, width: 10, height: 10 };

/** A photo of twice the height in width on screen, a pack that edits another size, and cuts that come when they are let go. */
function createScreen(pack: Extent) {
  const { photo: small } = createEntry('1', 'beach');
  const photo: Photo = { ...small, widthPx: EXTENT.width, heightPx: EXTENT.height, crop: { ...CHOSEN, x: 20 } };
  const opened = { manifest: { image: pack } } as unknown as OpenedPack;
  const store = createAppStore();
  store.setState({ photo, pack: { ...store.getState().pack, status: 'open', opened } });
  const waiting: (() => void)[] = [];
  const open: PhotoWork['open'] = async (_, { width, height }, part) => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    const { crop } = planPart(part, EXTENT, { width, height });
    const pixels = { width, height, data: new Uint8ClampedArray(4 * width * height) };
    return { ok: true, value: { widthPx: EXTENT.width, heightPx: EXTENT.height, crop, pixels, colourLosses: [] } };
  };
  const photos = { open } as unknown as PhotoWork;
  /** Lets the cut go that was asked for first, or last. */
  const letGo = async (which: 'first' | 'last') => {
    await expect.poll(() => waiting.length).toBeGreaterThan(0);
    (which === 'first' ? waiting.shift() : waiting.pop())?.();
  };
  const shown = () => {
    const { crop, pixels } = store.getState().photo ?? photo;
    return { crop, size: [pixels.width, pixels.height] };
  };
  return { context: { store, photos }, photo, letGo, shown };
}

it.each([
  ['its own cut', 'first'],
  ["the pack's cut", 'last'],
] as const)(
  'a part that is chosen while a pack opens is edited at its size, also where %s comes first',
  async (_, order) => {
    const { context, photo, letGo, shown } = createScreen({ width: 4, height: 4 });
    const chosen = recropPhoto(context, photo, CHOSEN);
    const refitted = refitPhoto(context);
    await letGo(order);
    await letGo('first');
    await letGo('first');
    await Promise.all([chosen, refitted]);
    expect(shown()).toEqual({ crop: CHOSEN, size: [4, 4] });
  },
);

it('a part without the ratio of the pack that opened meanwhile gives way to what the words choose', async () => {
  const { context, photo, letGo, shown } = createScreen({ width: 4, height: 8 });
  const refitted = refitPhoto(context);
  const chosen = recropPhoto(context, photo, CHOSEN);
  await letGo('first');
  await letGo('first');
  await letGo('first');
  await Promise.all([chosen, refitted]);
  expect(shown().size).toEqual([4, 8]);
  expect(context.store.getState().photo?.followsWords).toBe(true);
});

it('what was ordered for a photo is no cut of the photo that took its place', async () => {
  const { context, photo, letGo } = createScreen({ width: 2, height: 2 });
  const chosen = recropPhoto(context, photo, CHOSEN);
  const { photo: another } = createEntry('2', 'forest');
  context.store.setState({ photo: another });
  await letGo('first');
  await chosen;
  expect(context.store.getState().photo).toBe(another);
});
