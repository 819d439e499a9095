import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { checkPhoto, checkSides } from './check-photo.ts';

function pngHeader(width: number, height: number): Uint8Array {
  const header = new Uint8Array(33);
  header.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  const view = new DataView(header.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return header;
}

describe('checkPhoto', () => {
  it('lets a real photo pass', async () => {
    const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer();
    expect(checkPhoto(new Uint8Array(bytes), 'a.jpg')).toBeNull();
  });

  it('refuses 300 megapixels and says how large the photo is', () => {
    expect(checkPhoto(pngHeader(20_000, 15_000), 'big.png')).toEqual({
      code: 'photo/too-large',
      parameters: { name: 'big.png', width: 20_000, height: 15_000 },
    });
  });

  it('takes a panorama of 40 megapixels, and refuses a side that no canvas has', () => {
    expect(checkPhoto(pngHeader(20_000, 2000), 'panorama.png')).toBeNull();
    expect(checkPhoto(pngHeader(32_768, 10), 'long.png')?.code).toBe('photo/too-large');
  });

  it('says that HEIC is the reason, and only where it is', () => {
    const bytes = new TextEncoder().encode('\0\0\0\x18ftypheic\0\0\0\0mif1heic');
    expect(checkPhoto(bytes, 'IMG_1.HEIC')?.code).toBe('photo/heic');
  });

  it('names the formats that browsers do not open', async () => {
    const tiff = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .tiff({ compression: 'jpeg' })
      .toBuffer();
    expect(checkPhoto(new Uint8Array(tiff), 'scan.tif')).toEqual({
      code: 'photo/foreign-format',
      parameters: { name: 'scan.tif', format: 'TIFF' },
    });
  });

  it('refuses text that calls itself a picture', () => {
    expect(checkPhoto(new TextEncoder().encode('not a picture at all'), 'a.png')?.code).toBe('photo/not-an-image');
  });
});

it('only WebP holds less than a canvas: a longer picture is named with the limit', () => {
  expect(checkSides({ width: 16_384, height: 10 }, 'webp', 'wide.jpg')).toEqual({
    code: 'photo/too-long',
    parameters: { name: 'wide.jpg', format: 'WebP', sidePx: 16_383 },
  });
  expect(checkSides({ width: 10, height: 16_383 }, 'webp', 'tall.jpg')).toBeNull();
  expect(checkSides({ width: 20_000, height: 10 }, 'png', 'wide.jpg')).toBeNull();
});
