import { existsSync } from 'node:fs';
import sharp from 'sharp';
import type { PixelImage } from '../src/protocol/edit-request.ts';
import { CommandFailure } from './command-failure.ts';

/**
 * Reads an image file, applies its EXIF orientation, and fits it to width x height: scaled to cover, cut about the centre,
 * transparency on white. Throws `CommandFailure` for a missing or unreadable file.
 */
export async function readImageFile(file: string, size: { width: number; height: number }): Promise<PixelImage> {
  if (!existsSync(file)) throw new CommandFailure(`There is no file ${file}.`);
  try {
    const { data, info } = await sharp(file)
      .autoOrient()
      .resize(size.width, size.height, { fit: 'cover', position: 'centre' })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data: new Uint8ClampedArray(data) };
  } catch (error) {
    throw new CommandFailure(`${file} is not an image that can be read.`, 2, { cause: error });
  }
}

/** Writes an image; the format comes from the file's ending. Throws `CommandFailure` when that is not possible. */
export async function writeImageFile(file: string, image: PixelImage): Promise<void> {
  const { width, height } = image;
  try {
    await sharp(image.data, { raw: { width, height, channels: 4 } })
      .removeAlpha()
      .toFile(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(`${file} cannot be written: ${reason}`, 2, { cause: error });
  }
}
