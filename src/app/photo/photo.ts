import type { PixelImage } from '../../protocol/edit-request.ts';
import type { ExtentPlan } from './plan-extents.ts';

/** A photo the user opened, with the pixels the model gets. The file itself stays on disk and can be decoded again. */
export interface Photo {
  readonly id: string;
  /** File name as the user knows it. */
  readonly name: string;
  readonly file: Blob;
  /** Size of the decoded photo, after its EXIF orientation. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly plan: ExtentPlan;
  readonly pixels: PixelImage;
}
