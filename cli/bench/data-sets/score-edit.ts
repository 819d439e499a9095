import { mse } from '../../../src/engine/metrics/mse.ts';
import { psnr } from '../../../src/engine/metrics/psnr.ts';
import { ssim } from '../../../src/engine/metrics/ssim.ts';
import { toTensor } from '../../../src/engine/stages/pixel-image.ts';
import type { PixelImage } from '../../../src/protocol/edit-request.ts';
import type { PictureJudges } from '../judges/open-judges.ts';
import { capPsnr } from '../statistics.ts';

/** How PIE-Bench scores an edit; null for what there is no model for, or no area. */
export interface EditScore {
  /** Structure distance to the photo. */
  readonly structure: number;
  /**
   * Against the photo, of both pictures with the edited area black, as published: that area counts as equal, so that a large one makes
   * better numbers.
   */
  readonly psnr: number | null;
  readonly lpips: number | null;
  readonly mse: number | null;
  readonly ssim: number | null;
  /** The same over the area that is to stay alone. */
  readonly psnrOfRest: number | null;
  readonly ssimOfRest: number | null;
  /** CLIP score of the edit by the target's words, of all of it and with the rest black; and of the photo by its own. */
  readonly clip: number | null;
  readonly clipOfEdit: number | null;
  readonly clipOfPhoto: number | null;
}

export interface EditToScore {
  readonly photo: PixelImage;
  readonly image: PixelImage;
  /** 1 where the picture is edited, at its size. */
  readonly mask: Float32Array;
  readonly source: string;
  readonly target: string;
}

export async function scoreEdit(
  judges: PictureJudges,
  { photo, image, mask, ...words }: EditToScore,
): Promise<EditScore> {
  const rest = mask.map((value) => 1 - value);
  const hasRest = rest.some((value) => value > 0);
  const hasEdit = mask.some((value) => value > 0);
  const [keptPhoto, keptImage] = [blacken(photo, rest), blacken(image, rest)];
  const [a, b] = [toTensor(keptPhoto), toTensor(keptImage)];
  const ofRest = <T>(measure: () => T): T | null => (hasRest ? measure() : null);
  return {
    structure: await judges.structure(photo, image),
    psnr: ofRest(() => capPsnr(psnr(a, b))),
    lpips: await ofRest(() => judges.lpips(keptPhoto, keptImage)),
    mse: ofRest(() => mse(a, b)),
    ssim: ofRest(() => ssim(a, b)),
    psnrOfRest: ofRest(() => capPsnr(psnr(toTensor(photo), toTensor(image), rest))),
    ssimOfRest: ofRest(() => ssim(toTensor(photo), toTensor(image), rest)),
    clip: await judges.clip(image, words.target),
    clipOfEdit: hasEdit ? await judges.clip(blacken(image, mask), words.target) : null,
    clipOfPhoto: await judges.clip(photo, words.source),
  };
}

/** A picture with nothing where `kept` is 0. */
function blacken({ width, height, data }: PixelImage, kept: Float32Array): PixelImage {
  return { width, height, data: data.map((value, i) => (i % 4 === 3 ? value : value * (kept[i >> 2] ?? 0))) };
}

/** A mask at another size, each pixel by the nearest. */
export function resizeMask(
  mask: Float32Array,
  side: number,
  { width, height }: Pick<PixelImage, 'width' | 'height'>,
): Float32Array {
  return Float32Array.from({ length: width * height }, (_, i) => {
    const x = Math.floor((((i % width) + 0.5) * side) / width);
    const y = Math.floor(((Math.floor(i / width) + 0.5) * side) / height);
    return mask[y * side + x] ?? 0;
  });
}
