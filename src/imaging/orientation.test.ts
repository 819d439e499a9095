import sharp from 'sharp';
import { expect, it } from 'vitest';
import { writeTiff } from './metadata/testing/tiff.ts';
import { readOrientation, turnOf, turnPixels, type Orientation } from './orientation.ts';

const STORED = { width: 3, height: 2 };
const PIXELS = Uint8ClampedArray.from({ length: 4 * STORED.width * STORED.height }, (_, index) => (37 * index) % 256);

it.each([1, 2, 3, 4, 5, 6, 7, 8] as const)('orientation %d stands upright as libvips turns it', async (orientation) => {
  const stored = await sharp(PIXELS, { raw: { ...STORED, channels: 4 } })
    .withMetadata({ orientation })
    .png()
    .toBuffer();
  const { data, info } = await sharp(stored).autoOrient().raw().toBuffer({ resolveWithObject: true });
  expect([...turnPixels(PIXELS, STORED, orientation)]).toEqual([...data]);
  expect(turnOf(orientation, STORED)).toMatchObject({ width: info.width, height: info.height });
  expect(readOrientation(writeTiff({ isLittleEndian: orientation % 2 === 0, main: { 0x0112: orientation } }))).toBe(
    orientation satisfies Orientation,
  );
});

it('a block that says none, or nonsense, is upright', () => {
  expect(readOrientation(writeTiff({ isLittleEndian: true, main: { 0x0112: 9 } }))).toBe(1);
  expect(readOrientation(writeTiff({ isLittleEndian: true, main: { 0x010f: 'Maker' } }))).toBe(1);
  expect(readOrientation(new Uint8Array(3))).toBe(1);
});
