import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { checkPhoto } from './check-photo.ts';

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
    expect(checkPhoto(new Uint8Array(bytes), 'a.jpg', false)).toBeNull();
  });

  it('refuses 300 megapixels and says how large the photo is', () => {
    expect(checkPhoto(pngHeader(20_000, 15_000), 'big.png', false)).toEqual({
      code: 'photo/too-large',
      parameters: { name: 'big.png', width: 20_000, height: 15_000 },
    });
  });

  it('refuses a side beyond 16,384 pixels and takes one of 16,384', () => {
    expect(checkPhoto(pngHeader(16_385, 10), 'long.png', false)?.code).toBe('photo/too-large');
    expect(checkPhoto(pngHeader(16_384, 10), 'long.png', false)).toBeNull();
  });

  it('says that HEIC is the reason, and only where it is', () => {
    const bytes = new TextEncoder().encode('\0\0\0\x18ftypheic\0\0\0\0mif1heic');
    expect(checkPhoto(bytes, 'IMG_1.HEIC', false)?.code).toBe('photo/heic');
    expect(checkPhoto(bytes, 'IMG_1.HEIC', true)?.code).toBe('photo/unreadable');
  });

  it('refuses text that calls itself a picture', () => {
    expect(checkPhoto(new TextEncoder().encode('not a picture at all'), 'a.png', false)?.code).toBe(
      'photo/not-an-image',
    );
  });
});
