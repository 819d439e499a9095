import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { readImageSize } from './read-image-size.ts';
import { sniffImageType, type ImageType } from './sniff-image-type.ts';

const picture = sharp({
  create: { width: 37, height: 21, channels: 4, background: { r: 200, g: 40, b: 10, alpha: 0.5 } },
});

const FILES = [
  ['png', picture.clone().png()],
  ['jpeg', picture.clone().jpeg()],
  ['jpeg', picture.clone().jpeg({ progressive: true })],
  [
    'jpeg',
    picture
      .clone()
      .withExif({ IFD0: { Copyright: 'x'.repeat(20_000) } })
      .jpeg(),
  ],
  ['webp', picture.clone().removeAlpha().webp()],
  ['webp', picture.clone().webp({ lossless: true })],
  ['webp', picture.clone().webp({ quality: 40, alphaQuality: 40 })],
  ['gif', picture.clone().gif()],
  ['avif', picture.clone().avif({ effort: 0 })],
] as const satisfies readonly (readonly [ImageType, Sharp])[];

describe('readImageSize', () => {
  it.each(FILES)('reads type and size of a real %s', async (type, file) => {
    const bytes = new Uint8Array(await file.toBuffer());
    expect(sniffImageType(bytes)).toBe(type);
    expect(readImageSize(bytes, type)).toEqual({ width: 37, height: 21 });
  });

  it('reads the size of a 300-megapixel PNG from its header alone', () => {
    const header = new Uint8Array(33);
    header.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
    const view = new DataView(header.buffer);
    view.setUint32(16, 20_000);
    view.setUint32(20, 15_000);
    expect(sniffImageType(header)).toBe('png');
    expect(readImageSize(header, 'png')).toEqual({ width: 20_000, height: 15_000 });
  });

  it('reads the size of a bottom-up and a top-down bitmap', () => {
    const header = new Uint8Array(54);
    header.set([0x42, 0x4d]);
    const view = new DataView(header.buffer);
    view.setInt32(18, 640, true);
    view.setInt32(22, -480, true);
    expect(readImageSize(header, 'bmp')).toEqual({ width: 640, height: 480 });
  });

  it('knows nothing of a file that is cut off', async () => {
    const bytes = new Uint8Array(await picture.clone().jpeg().toBuffer());
    expect(readImageSize(bytes.subarray(0, 40), 'jpeg')).toBeNull();
    expect(readImageSize(new Uint8Array(12), 'png')).toBeNull();
  });

  it('refuses a size of zero', () => {
    expect(readImageSize(new Uint8Array(40), 'gif')).toBeNull();
  });
});

describe('sniffImageType', () => {
  it('tells HEIC from AVIF', () => {
    const head = (brand: string): Uint8Array => new TextEncoder().encode(`\0\0\0\x18ftyp${brand}\0\0\0\0`);
    expect(sniffImageType(head('heic'))).toBe('heic');
    expect(sniffImageType(head('mif1'))).toBe('heic');
    expect(sniffImageType(head('avif'))).toBe('avif');
  });

  it('knows no type for text, PDF or another RIFF file', () => {
    for (const text of ['hello world, this is text', '%PDF-1.7', 'RIFF\0\0\0\0WAVEfmt ', 'XXXX\0\0\0\0WEBPVP8 ']) {
      expect(sniffImageType(new TextEncoder().encode(text))).toBeNull();
    }
    expect(sniffImageType(new Uint8Array())).toBeNull();
  });
});
