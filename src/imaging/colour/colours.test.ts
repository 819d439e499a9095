import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { paintPhoto, readInP3, type PhotoKind } from '../../../test/colours/colour-commands.ts';
import { copyMetadata } from '../metadata/copy-metadata.ts';
import { writePngProfile } from '../metadata/png-chunks.ts';
import { createColourSpace } from './colour-space.ts';
import { P3_PRIMARIES, readRgbProfile, SRGB_CURVE, SRGB_PRIMARIES, writeRgbProfile } from './icc-profile.ts';
import { readColours } from './read-colours.ts';

const P3 = writeRgbProfile('Display P3', P3_PRIMARIES, SRGB_CURVE);
const spaceOf = (icc: Uint8Array) => createColourSpace(readRgbProfile(icc)!);

async function profileOf(name: string): Promise<Uint8Array> {
  const flat = sharp({ create: { width: 1, height: 1, channels: 3, background: '#fff' } });
  return new Uint8Array((await sharp(await flat.withIccProfile(name).png().toBuffer()).metadata()).icc ?? []);
}

describe('a colour profile', () => {
  it.each([
    ['sRGB', 'srgb', SRGB_PRIMARIES],
    ['Display P3', 'p3', P3_PRIMARIES],
  ] as const)('of %s is read as others write it, primaries and curve', async (_, name, primaries) => {
    const profile = readRgbProfile(await profileOf(name));
    profile?.primaries.flat().forEach((value, index) => expect(value).toBeCloseTo(primaries.flat()[index]!, 2));
    for (const curve of profile?.curves ?? [])
      expect([curve(0), curve(0.5), curve(1)].map((x) => x.toFixed(3))).toEqual(['0.000', '0.214', '1.000']);
  });

  it('with a table of inks, greys, cut off anywhere or with a curve that falls is none', async () => {
    const cmyk = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#fff' } })
      .toColourspace('cmyk')
      .withIccProfile('cmyk')
      .jpeg()
      .toBuffer();
    expect(readRgbProfile(new Uint8Array((await sharp(cmyk).metadata()).icc ?? []))).toBeNull();
    for (let length = 0; length < P3.length; length += 7) readRgbProfile(P3.subarray(0, length));
    expect(readRgbProfile(P3.subarray(0, P3.length - 20))).toBeNull();
    expect(readRgbProfile(writeRgbProfile('falls', P3_PRIMARIES, [-1]))).toBeNull();
    const flat = [P3_PRIMARIES[0], P3_PRIMARIES[0], P3_PRIMARIES[0]] as const;
    expect(readRgbProfile(writeRgbProfile('flat', flat, [2.2]))).toBeNull();
  });
});

describe('colours in Display P3', () => {
  it('become sRGB and come back as the same bytes, all of them', () => {
    const space = spaceOf(P3);
    const colour = new Float64Array(3);
    const changed: string[] = [];
    for (let red = 0; red < 256; red += 15) {
      for (let green = 0; green < 256; green += 5) {
        for (let blue = 0; blue < 256; blue += 3) {
          colour.set([red, green, blue]);
          space.toSrgb(colour);
          space.fromSrgb(colour);
          if (colour[0] !== red || colour[1] !== green || colour[2] !== blue) changed.push(`${red} ${green} ${blue}`);
        }
      }
    }
    expect(changed).toEqual([]);
  });

  it('are those of sRGB that lcms says', async () => {
    const space = spaceOf(P3);
    const colours = [0, 40, 128, 200, 255].flatMap((r) =>
      [10, 90, 255].flatMap((g) => [0, 77, 230].map((b) => [r, g, b])),
    );
    const raw = { width: colours.length, height: 1, channels: 3 } as const;
    const found = await readInP3(await sharp(Uint8Array.from(colours.flat()), { raw }).png().toBuffer());
    colours.forEach((wanted, index) => {
      const colour = Float64Array.from(found.slice(4 * index, 4 * index + 3));
      space.toSrgb(colour);
      // Bytes of Display P3 are up to 1.5 bytes of sRGB apart, and more near black, where its curve is steep.
      wanted.forEach((value, k) => expect(Math.abs(colour[k]! - value)).toBeLessThan(value < 20 ? 12 : 2.5));
    });
  });
});

describe('what the colours of a file are', () => {
  it.each([
    ['jpeg, sRGB', 'srgb', false],
    ['jpeg, Display P3', 'profile', false],
    ['jpeg, Adobe RGB', 'profile', false],
    ['jpeg, CMYK', 'other', false],
    ['jpeg, grey', 'srgb', false],
    ['png, Display P3', 'profile', false],
    ['png, 16 bits', 'srgb', true],
    ['png, 16 bits, Display P3, alpha', 'profile', true],
    ['webp, Display P3, alpha', 'profile', false],
    ['avif, Display P3', 'profile', false],
  ] as const)('%s', async (kind: PhotoKind, wanted, isDeep) => {
    const file = new Uint8Array(Buffer.from(await paintPhoto(null, kind), 'base64'));
    const colours = readColours(file);
    expect([typeof colours.profile === 'object' ? 'profile' : colours.profile, colours.isDeep]).toEqual([
      wanted,
      isDeep,
    ]);
    // Cut off anywhere it is read, or not, without an error.
    for (let length = 0; length < file.length; length += 97) readColours(file.subarray(0, length));
  });

  it('a profile that unpacks to more than any has is none', async () => {
    const png = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    expect(readColours(writePngProfile(png, new Uint8Array(2 ** 23 + 1))).profile).toBe('srgb');
  });
});

describe.each(['jpeg', 'png', 'webp'] as const)('a %s that is saved', (format) => {
  const change = { width: 9, height: 7, keepLocation: false };
  const encode = async () =>
    new Uint8Array(
      await sharp({ create: { width: 9, height: 7, channels: 3, background: '#08f' } })
        .withIccProfile('srgb')
        .toFormat(format)
        .toBuffer(),
    );

  it('has the profile that it is given, of several segments too, and none besides', async () => {
    const long = new Uint8Array(150_000);
    long.set(P3);
    // It begins with its length.
    new DataView(long.buffer).setUint32(0, long.length);
    for (const icc of [P3, long]) {
      const file = copyMetadata(await encode(), format, new Uint8Array(), change, { icc });
      const read = await sharp(file).metadata();
      expect([read.width, read.height]).toEqual([9, 7]);
      expect(Buffer.compare(read.icc ?? Buffer.of(), icc)).toBe(0);
      expect(Buffer.from(file).includes('sRGB IEC61966')).toBe(false);
    }
  });
});
