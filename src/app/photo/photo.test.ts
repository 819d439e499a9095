import sharp from 'sharp';
import { expect, it } from 'vitest';
import { planWhole } from '../../imaging/plan-extents.ts';
import { createEntry } from '../store/testing/history-entry.ts';
import { isSamePart, partOf, seenOf, type Photo } from './photo.ts';
import { shrinkPhoto } from './shrink-photo.ts';

const { photo: small } = createEntry('1', 'beach');
/** 6 x 3 pixels of a photo of 60 x 30, with what continues its edges above and below. */
const pixels = { width: 6, height: 6, data: Uint8ClampedArray.from({ length: 144 }, (_, i) => Math.floor(i / 24)) };
const size = { widthPx: 60, heightPx: 30 };
const whole: Photo = {
  ...small,
  ...size,
  crop: planWhole({ width: 60, height: 30 }, pixels).crop,
  pixels,
  followsWords: true,
};
const part: Photo = { ...whole, crop: { x: 10, y: 0, width: 30, height: 30 } };

it('is the same part where the words choose, whatever they chose last', () => {
  expect([partOf(whole), partOf(part)]).toEqual(['whole', 'whole']);
  expect(isSamePart(whole, part)).toBe(true);
  const { followsWords: _words, ...chosen } = part;
  expect(partOf(chosen)).toBe(part.crop);
  expect(isSamePart(chosen, part)).toBe(false);
  expect(isSamePart(chosen, { ...chosen, crop: { ...part.crop, x: 11 } })).toBe(false);
  expect(isSamePart(chosen, { ...chosen, crop: { ...part.crop } })).toBe(true);
  expect(isSamePart(whole, { ...whole, id: 'another' })).toBe(false);
});

it('is seen without the continued edges; a part is seen as it is', () => {
  const seen = seenOf(whole, pixels);
  expect([seen.width, seen.height]).toEqual([6, 3]);
  expect([...new Set(seen.data)]).toEqual([1, 2, 3]);
  expect(seenOf(part, pixels)).toBe(pixels);
});

it('is kept, where its file is gone, as what was seen of it, with the edit in its place', async () => {
  const left = await shrinkPhoto(whole);
  expect(left).toMatchObject({ widthPx: 6, heightPx: 3, pixels, followsWords: true });
  expect(left.crop).toEqual({ x: 0, y: -1, width: 6, height: 6 });
  const { data, info } = await sharp(await left.file.arrayBuffer())
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([6, 3]);
  expect([...data]).toEqual([...seenOf(whole, pixels).data]);
  const square = await shrinkPhoto(part);
  expect(square.followsWords, 'as wide as high').toBeUndefined();
  expect(square.crop).toEqual({ x: 0, y: 0, width: 6, height: 6 });
});
