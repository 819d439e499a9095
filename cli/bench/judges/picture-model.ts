import { existsSync } from 'node:fs';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { at } from '../../../src/engine/at.ts';
import type { PixelImage } from '../../../src/protocol/edit-request.ts';
import { CommandFailure } from '../../support/command-failure.ts';

/** How a model wants its pictures. */
export interface PictureInput {
  /** The shorter side becomes so long; null leaves it. */
  readonly shortestEdge: number | null;
  /** The part of the middle that is taken, or the size that the picture is brought to where no shorter side is said; null for all of it. */
  readonly size: { readonly width: number; readonly height: number } | null;
  readonly kernel: 'cubic' | 'linear';
  /** Of each channel in 0..1: (value - mean) / std. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** Pictures in [-1, 1]. */
export const HALVES = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] } as const;
/** As the networks trained on ImageNet have them. */
export const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;

const CHANNELS = 3;

/** Opens a model from disk. Throws `CommandFailure` for a file that is missing or no model. */
export async function openModel(file: string): Promise<InferenceSession> {
  if (!existsSync(file)) throw new CommandFailure(`There is no model file ${file}.`);
  try {
    return await InferenceSession.create(file);
  } catch (error) {
    throw new CommandFailure(`${file} is not a model that onnxruntime opens.`, 2, { cause: error });
  }
}

/** The size of the pictures that a model takes by its file; null where it takes any. */
export function sizeOf({ inputMetadata }: InferenceSession, input = 0): PictureInput['size'] {
  const metadata = inputMetadata[input];
  const [, , height, width] = metadata?.isTensor === true ? metadata.shape : [];
  return typeof height === 'number' && typeof width === 'number' && height > 0 && width > 0 ? { width, height } : null;
}

/** A picture as a model wants it, [1, 3, height, width]. */
export async function toModelInput(image: PixelImage, { shortestEdge, size, kernel, mean, std }: PictureInput) {
  const { width, height } = image;
  const raw = { width, height, channels: 4 } as const;
  let picture = sharp(image.data, { raw }).removeAlpha();
  let extent = { width, height };
  const resizeTo = (next: typeof extent): void => {
    if (next.width !== extent.width || next.height !== extent.height) {
      picture = picture.resize(next.width, next.height, { fit: 'fill', kernel });
    }
    extent = next;
  };
  if (shortestEdge !== null) {
    const scale = shortestEdge / Math.min(width, height);
    resizeTo({
      width: Math.max(shortestEdge, Math.floor(width * scale)),
      height: Math.max(shortestEdge, Math.floor(height * scale)),
    });
    if (size !== null && (size.width < extent.width || size.height < extent.height)) {
      const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
      const [left, top] = [Math.floor((info.width - size.width) / 2), Math.floor((info.height - size.height) / 2)];
      picture = sharp(data, { raw: { ...extent, channels: CHANNELS } }).extract({ left, top, ...size });
      extent = size;
    }
  } else if (size !== null) resizeTo(size);
  const { data } = await picture.raw().toBuffer({ resolveWithObject: true });
  const area = extent.width * extent.height;
  const values = Float32Array.from({ length: CHANNELS * area }, (_, i) => {
    const channel = Math.floor(i / area);
    return ((data[CHANNELS * (i % area) + channel] ?? 0) / 255 - (mean[channel] ?? 0)) / (std[channel] ?? 1);
  });
  return new OrtTensor('float32', values, [1, CHANNELS, extent.height, extent.width]);
}

/** The numbers of an output, by its name or the first; throws a `CommandFailure` where it is none of floats. */
export function floatsOf(session: InferenceSession, outputs: InferenceSession.ReturnType, name?: string) {
  const output = outputs[name ?? at(session.outputNames, 0)];
  if (!(output?.data instanceof Float32Array)) {
    throw new CommandFailure(`A model has no output ${name ?? ''} of 32-bit floats.`);
  }
  return { data: output.data, dims: output.dims };
}
