import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { writeTiff } from './metadata/testing/tiff.ts';
import { readImageSize } from './read-image-size.ts';
import { sniffImageType, type OpenType } from './sniff-image-type.ts';

function writeBitmapHeader(headerBytes: number, width: number, height: number): Uint8Array {
  const header = new Uint8Array(14 + headerBytes);
  const view = new DataView(header.buffer);
  header.set([0x42, 0x4d]);
  view.setUint32(14, headerBytes, true);
  const isCore = headerBytes === 12;
  if (isCore) {
    view.setUint16(18, width, true);
    view.setUint16(20, height, true);
  } else {
    view.setInt32(18, width, true);
    view.setInt32(22, height, true);
  }
  view.setUint16(isCore ? 22 : 26, 1, true);
  view.setUint16(isCore ? 24 : 28, 24, true);
  return header;
}

/** Entries of an icon whose pictures are empty; 0 stands for 256. */
function writeIcon(sides: readonly number[]): Uint8Array {
  const icon = new Uint8Array(6 + 16 * sides.length);
  const view = new DataView(icon.buffer);
  view.setUint16(2, 1, true);
  view.setUint16(4, sides.length, true);
  for (const [index, side] of sides.entries()) {
    icon.set([side, side], 6 + 16 * index);
    view.setUint32(6 + 16 * index + 12, icon.length, true);
  }
  return icon;
}

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
] as const satisfies readonly (readonly [OpenType, Sharp])[];

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

  it.each([12, 16, 40, 52, 56, 64, 108, 124])('reads the size of a bitmap whose header has %d bytes', (headerBytes) => {
    for (const height of headerBytes < 40 ? [480] : [480, -480]) {
      const header = writeBitmapHeader(headerBytes, 640, height);
      expect(sniffImageType(header)).toBe('bmp');
      expect(readImageSize(header, 'bmp')).toEqual({ width: 640, height: 480 });
    }
  });

  it('reads the largest size in an icon', () => {
    const icon = writeIcon([16, 0, 48]);
    expect(sniffImageType(icon)).toBe('ico');
    expect(readImageSize(icon, 'ico')).toEqual({ width: 256, height: 256 });
  });

  it('knows nothing of a file that is cut off', async () => {
    const bytes = new Uint8Array(await picture.clone().jpeg().toBuffer());
    expect(readImageSize(bytes.subarray(0, 40), 'jpeg')).toBeNull();
    expect(readImageSize(new Uint8Array(12), 'png')).toBeNull();
  });

  it('of a GIF takes the first picture where it is larger than the screen, as decoders do', async () => {
    const bytes = new Uint8Array(await picture.clone().gif().toBuffer());
    const view = new DataView(bytes.buffer);
    view.setUint16(6, 3, true);
    view.setUint16(8, 0, true);
    expect(readImageSize(bytes, 'gif')).toEqual({ width: 37, height: 21 });
    view.setUint16(6, 50, true);
    expect(readImageSize(bytes, 'gif')).toEqual({ width: 50, height: 21 });
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

  it('takes the brand of an image file wherever it stands', () => {
    const file = (...brands: string[]) =>
      new TextEncoder().encode(`\0\0\0\x1cftyp${brands[0]}\0\0\0\0${brands.slice(1).join('')}`);
    for (const brand of ['heis', 'hevx', 'hevm', 'heif', 'heim']) expect(sniffImageType(file(brand))).toBe('heic');
    expect(sniffImageType(file('mif1', 'miaf', 'avif'))).toBe('avif');
    expect(sniffImageType(file('crx '))).toBe('raw');
    expect(sniffImageType(file('isom', 'mp42'))).toBeNull();
  });

  it('takes no text for a bitmap that begins as one', () => {
    for (const text of ['BM is how this text begins, and it goes on for a while.', 'BM']) {
      expect(sniffImageType(new TextEncoder().encode(text))).toBeNull();
    }
  });

  it.each([
    ['tiff', 'II*\0\x08\0\0\0'],
    ['tiff', 'MM\0*\0\0\0\x08'],
    ['tiff', 'II+\0\x08\0\0\0'],
    ['raw', 'II*\0\x10\0\0\0CR\x02\0'],
    ['raw', 'FUJIFILMCCD-RAW 0201'],
    ['jxl', '\0\0\0\x0cJXL \r\n\x87\n'],
    ['jxl', '\xff\x0a\x00'],
    ['jp2', '\0\0\0\x0cjP  \r\n\x87\n'],
    ['jp2', '\xff\x4f\xff\x51'],
    ['svg', '<svg xmlns="http://www.w3.org/2000/svg">'],
    ['svg', '\xef\xbb\xbf<?xml version="1.0"?>\n<!-- > a <svg> -->\n<!DOCTYPE svg [ <!ENTITY a "b"> ]>\n<svg\n'],
    [null, '<html><svg></svg></html>'],
  ])('knows %s by its first bytes', (type, text) => {
    expect(sniffImageType(Uint8Array.from(text, (letter) => letter.charCodeAt(0)))).toBe(type);
  });

  it('tells the raw file of a camera from other TIFF', () => {
    expect(sniffImageType(writeTiff({ isLittleEndian: true, main: { 0xc612: 1 } }))).toBe('raw');
    expect(sniffImageType(writeTiff({ isLittleEndian: true, main: { 0x010f: 'Maker' } }))).toBe('tiff');
  });

  it('knows no type for text, PDF or another RIFF file', () => {
    for (const text of ['hello world, this is text', '%PDF-1.7', 'RIFF\0\0\0\0WAVEfmt ', 'XXXX\0\0\0\0WEBPVP8 ']) {
      expect(sniffImageType(new TextEncoder().encode(text))).toBeNull();
    }
    expect(sniffImageType(new Uint8Array())).toBeNull();
  });
});
