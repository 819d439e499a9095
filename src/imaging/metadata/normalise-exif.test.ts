import { array, assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseExif } from './normalise-exif.ts';
import { readTiff, writeTiff, type TiffContent } from './testing/tiff.ts';

const thumbnail = Uint8Array.from({ length: 301 }, (_, i) => 1 + (i % 250));
const content = {
  main: { 0x010f: 'Camera maker', 0x0112: 6, 0x8298: 'Copyright of someone' },
  exif: { 0x829a: 17, 0x927c: 'maker note', 0xa001: 65_535, 0xa002: 3000, 0xa003: 4000 },
  gps: { 0x0001: 'N', 0x001d: '2026:11:21' },
  thumbnail,
} satisfies Omit<TiffContent, 'isLittleEndian'>;
const change = { width: 4000, height: 3000, keepLocation: false, keepColours: false };

describe.each([true, false])('Exif of an edited picture, little endian: %s', (isLittleEndian) => {
  const source = writeTiff({ isLittleEndian, ...content });
  const read = (bytes: Uint8Array | null) => readTiff(bytes ?? new Uint8Array());

  it('says upright, sRGB and the new size, and keeps the rest', () => {
    const { main, exif } = read(normaliseExif(source, change));
    expect(main).toMatchObject({ 0x010f: 'Camera maker', 0x0112: 1, 0x8298: 'Copyright of someone' });
    expect(exif).toEqual({ ...content.exif, 0xa001: 1, 0xa002: 4000, 0xa003: 3000 });
  });

  it('keeps what it says about colours with the profile that they are in', () => {
    const { exif } = read(normaliseExif(source, { ...change, keepColours: true }));
    expect(exif).toEqual({ ...content.exif, 0xa002: 4000, 0xa003: 3000 });
  });

  it('has no location, neither named nor left in its bytes', () => {
    const bytes = normaliseExif(source, change);
    expect(read(bytes).gps).toBeNull();
    expect(Buffer.from(bytes ?? []).includes('2026:11:21')).toBe(false);
  });

  it('has no location where the pointer to it is damaged or doubled, which others may follow', () => {
    const view = new DataView(source.buffer.slice(source.byteOffset, source.byteOffset + source.length));
    const first = 10;
    const entries = Array.from({ length: view.getUint16(8, isLittleEndian) }, (_, index) => first + 12 * index);
    const tagAt = (at: number) => view.getUint16(at, isLittleEndian);
    const pointer = entries.find((at) => tagAt(at) === 0x8825) ?? 0;
    const other = entries.find((at) => tagAt(at) === 0x010f) ?? 0;
    for (const [at, value] of [
      [pointer + 4, 0x10000001],
      [pointer + 2, 0x00030000],
    ] as const) {
      const damaged = new Uint8Array(view.buffer.slice(0));
      new DataView(damaged.buffer).setUint32(at, value, isLittleEndian);
      expect(Buffer.from(normaliseExif(damaged, change) ?? []).includes('2026:11:21')).toBe(false);
    }
    const doubled = new Uint8Array(view.buffer.slice(0));
    doubled.copyWithin(other, pointer, pointer + 12);
    const bytes = normaliseExif(doubled, change);
    expect(read(bytes).gps).toBeNull();
    expect(Buffer.from(bytes ?? []).includes('2026:11:21')).toBe(false);
  });

  it('keeps the location when asked to', () => {
    expect(read(normaliseExif(source, { ...change, keepLocation: true })).gps).toEqual(content.gps);
  });

  it('has no thumbnail of the photo before the edit, and ends before it', () => {
    const bytes = normaliseExif(source, change);
    expect(read(bytes).nextDirectory).toBe(0);
    expect(Buffer.from(bytes ?? []).includes(Buffer.from(thumbnail.subarray(0, 16)))).toBe(false);
    expect(bytes?.length).toBeLessThan(source.length - thumbnail.length);
  });

  it('moves nothing: offsets inside a maker note stay right', () => {
    const bytes = Buffer.from(normaliseExif(source, change) ?? []);
    expect(bytes.indexOf('maker note')).toBe(Buffer.from(source).indexOf('maker note'));
  });

  it('is unchanged when normalised again', () => {
    const once = normaliseExif(source, change) ?? new Uint8Array();
    expect(normaliseExif(once, change)).toEqual(once);
  });
});

describe('a broken block', () => {
  it.each([
    ['empty', new Uint8Array()],
    ['no TIFF', Uint8Array.from({ length: 40 }, (_, i) => i)],
    ['a header that points outside', Uint8Array.of(0x49, 0x49, 42, 0, 255, 255, 0, 0)],
  ])('%s is refused', (_, bytes) => {
    expect(normaliseExif(bytes, change)).toBeNull();
  });

  it('with any bytes spoilt never throws and never grows', () => {
    const source = writeTiff({ isLittleEndian: true, ...content });
    assert(
      property(
        array(integer({ min: 0, max: source.length - 1 }), { maxLength: 12 }),
        integer({ min: 0, max: 255 }),
        (places, value) => {
          const spoilt = source.slice();
          for (const place of places) spoilt[place] = value;
          expect(normaliseExif(spoilt, change)?.length ?? 0).toBeLessThanOrEqual(source.length);
        },
      ),
    );
  });
});
