import { removePngExif } from '../../src/imaging/metadata/png-chunks.ts';
import { readExif } from '../../src/imaging/metadata/read-exif.ts';
import { readPng } from '../../src/imaging/png/read-png.ts';
import { readOrientation, turnOf, turnPixels } from '../../src/imaging/orientation.ts';
import { decodeTurned, type DecodedPhoto } from './decode-turned.ts';
import { COLOUR_OPTIONS, type Colours } from './stored-colours.ts';

/** A photo's pixels, 8-bit RGBA in sRGB or as they are stored, with the colours that its transparent parts have. */
export interface StraightPixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

const NOT_MULTIPLIED = { premultiplyAlpha: 'none' } as const satisfies ImageBitmapOptions;

/**
 * Decodes a photo, upright, without multiplying its colours by alpha, as a canvas would: rounding changes them, and under fully
 * transparent pixels nothing is left. Textures take bitmaps as they are; without
 * WebGL most PNGs are read here. Null where neither can be done.
 */
export async function readStraightPixels(file: Blob, colours: Colours = 'srgb'): Promise<StraightPixels | null> {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl');
  if (gl === null) return readWithoutTexture(file, colours);
  const { bitmap, orientation, mayBeTurned } = await decodeStraight(file, colours);
  try {
    const sidePx = gl.getParameter(gl.MAX_TEXTURE_SIZE) as number;
    // Of a bitmap that Chromium turned it cuts out the wrong part.
    if (mayBeTurned && Math.max(bitmap.width, bitmap.height) > sidePx) return null;
    const data = await readTiles(gl, bitmap, sidePx);
    const { width, height } = turnOf(orientation, bitmap);
    return data && { width, height, data: orientation === 1 ? data : turnPixels(data, bitmap, orientation) };
  } finally {
    bitmap.close();
    gl.getExtension('WEBGL_lose_context')?.loseContext();
  }
}

async function readWithoutTexture(file: Blob, colours: Colours): Promise<StraightPixels | null> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const png = await readPng(bytes, inflate, colours);
  const exif = readExif(bytes);
  const orientation = exif === null ? 1 : readOrientation(exif.tiff);
  if (png === null) return null;
  const { width, height } = turnOf(orientation, png);
  return { width, height, data: turnPixels(png.data, png, orientation) };
}

async function inflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(plain).arrayBuffer());
}

/** Chromium multiplies by alpha when it turns a picture: a PNG is shown to it without the Exif that asks for that. */
async function decodeStraight(file: Blob, colours: Colours): Promise<DecodedPhoto> {
  const options = { ...NOT_MULTIPLIED, ...COLOUR_OPTIONS[colours] };
  const bytes = new Uint8Array(await file.arrayBuffer());
  const exif = readExif(bytes);
  if (exif?.type !== 'png') return decodeTurned(file, options);
  const decoded = await decodeTurned(new Blob([removePngExif(bytes)]), options);
  return { ...decoded, orientation: readOrientation(exif.tiff) };
}

/** The pixels of a bitmap, by textures of at most `sidePx` a side; null when WebGL fails. */
async function readTiles(
  gl: WebGLRenderingContext,
  bitmap: ImageBitmap,
  sidePx: number,
): Promise<Uint8ClampedArray<ArrayBuffer> | null> {
  const { width, height } = bitmap;
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer());
  const read = (tile: ImageBitmap): Uint8Array => {
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, tile);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
    const pixels = new Uint8Array(4 * tile.width * tile.height);
    gl.readPixels(0, 0, tile.width, tile.height, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
    return pixels;
  };
  const data = new Uint8ClampedArray(4 * width * height);
  if (Math.max(width, height) <= sidePx) data.set(read(bitmap));
  else {
    for (let top = 0; top < height; top += sidePx) {
      for (let left = 0; left < width; left += sidePx) {
        const columns = Math.min(sidePx, width - left);
        const rows = Math.min(sidePx, height - top);
        const tile = await createImageBitmap(bitmap, left, top, columns, rows, NOT_MULTIPLIED);
        const pixels = read(tile);
        tile.close();
        for (let row = 0; row < rows; row++) {
          data.set(pixels.subarray(4 * columns * row, 4 * columns * (row + 1)), 4 * (width * (top + row) + left));
        }
      }
    }
  }
  return gl.getError() === gl.NO_ERROR && !gl.isContextLost() ? data : null;
}

/** Whether a canvas would lose something of these pixels. */
export function isTranslucent({ data }: StraightPixels): boolean {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return true;
  return false;
}
