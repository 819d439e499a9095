/** The contract between the app and the worker that decodes, blends and encodes photos at their own size. */
import type { PixelImage } from './edit-request.ts';

/** A rectangle of the photo, in its own pixels, upright. What is edited may reach beyond the photo, whose edges are then continued. */
export interface CropRectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Why a photo cannot be opened; the sentence is made in the app. */
export interface PhotoProblem {
  readonly code:
    | 'photo/unreadable'
    | 'photo/gone'
    /** The thread that worked on it was ended. */
    | 'photo/stopped'
    | 'photo/too-large'
    /** Longer than the parameter `sidePx`, the most that a file of the parameter `format` has on a side. */
    | 'photo/too-long'
    | 'photo/heic'
    /** A picture of the parameter `format`, which this browser does not open. */
    | 'photo/foreign-format'
    | 'photo/not-an-image';
  readonly parameters: Readonly<Record<string, string | number>>;
}

export type PhotoResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: PhotoProblem };

/** A photo's file; the worker keeps the last one decoded, known by `id`. */
export interface PhotoFile {
  readonly id: string;
  readonly name: string;
  readonly file: Blob;
}

/** What of a photo's colours no saved picture can keep: their space, so that they become sRGB, or more than eight bits each. */
export type ColourLoss = 'space' | 'depth';

export interface OpenedPhoto {
  /** Size after the orientation in the file was applied. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** The part that is edited. */
  readonly crop: CropRectangle;
  /** That part at the size the model asked for, on white. */
  readonly pixels: PixelImage;
  readonly colourLosses: readonly ColourLoss[];
}

/** What a run made of the crop, at the pack's size. */
export interface SmallEdit {
  /** The crop as the model got it. */
  readonly photo: PixelImage;
  /** The edited picture inside the mask, `photo` outside of it. */
  readonly edited: PixelImage;
  /** What inversion and decoding make of the crop with its own words; `photo` where nothing was inverted. */
  readonly reconstruction: PixelImage;
  /** 0..255 a pixel; null if the edit may touch everything. */
  readonly mask: Uint8Array<ArrayBuffer> | null;
  /** Nothing of the photo is to be kept within the mask: `EditResult.isRepainted`. */
  readonly isRepainted?: true;
  /** Where the crop lies in the photo. */
  readonly crop: CropRectangle;
}

export type PhotoFormat = 'png' | 'jpeg' | 'webp';

export interface EncodeOptions {
  readonly format: PhotoFormat;
  /** 0..1, for JPEG and WebP. */
  readonly quality: number;
  /** The longer side is scaled down to so many pixels; null for the photo's own size. */
  readonly longSidePx: number | null;
  /** Keep the place where the photo was taken. */
  readonly keepLocation: boolean;
}

/** What the model gets of a photo: the whole, with its edges continued, the largest rectangle of the pack's ratio in its middle, or a part. */
export type PhotoPart = 'whole' | 'middle' | CropRectangle;

export interface PhotoWork {
  /** Checks and decodes a file and cuts out what the model gets. */
  open(
    file: PhotoFile,
    pack: { readonly width: number; readonly height: number },
    part: PhotoPart,
  ): Promise<PhotoResult<OpenedPhoto>>;
  /** The whole photo for the screen, with an edit or without; scaled down to at most `pixelLimit` pixels. */
  show(file: PhotoFile, edit: SmallEdit | null, pixelLimit: number): Promise<PhotoResult<ImageBitmap>>;
  /** The whole photo with the edit in it, as a file with metadata; a PNG also keeps the recipe it was made by. */
  encode(file: PhotoFile, edit: SmallEdit, options: EncodeOptions, recipe: string | null): Promise<PhotoResult<Blob>>;
}
