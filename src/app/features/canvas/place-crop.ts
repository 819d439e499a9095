import type { CSSProperties } from 'react';
import type { Photo } from '../../photo/photo.ts';

/** A part of a photo, and the photo's size. */
export type Placed = Pick<Photo, 'crop' | 'widthPx' | 'heightPx'>;

/** The part of a photo that is painted, or else the one on screen. */
export function placePart({ widthPx, heightPx, crop }: Photo, frame: Photo['crop'] | null): Placed {
  return { widthPx, heightPx, crop: frame ?? crop };
}

/** Where the edited part lies in the frame of the whole photo. */
export function placeCrop({ crop, widthPx, heightPx }: Placed): CSSProperties {
  return {
    left: `${(100 * crop.x) / widthPx}%`,
    top: `${(100 * crop.y) / heightPx}%`,
    width: `${(100 * crop.width) / widthPx}%`,
    height: `${(100 * crop.height) / heightPx}%`,
  };
}

/** Fades a preview towards those of its borders behind which the photo goes on. */
export function fadeCrop({ crop, widthPx, heightPx }: Placed): CSSProperties {
  const across = fadeAxis('to right', crop.x > 0, crop.x + crop.width < widthPx);
  const down = fadeAxis('to bottom', crop.y > 0, crop.y + crop.height < heightPx);
  return { maskImage: `${across}, ${down}`, maskComposite: 'intersect' };
}

function fadeAxis(direction: string, fadesBefore: boolean, fadesAfter: boolean): string {
  return `linear-gradient(${direction}, ${fadesBefore ? 'transparent, #000 6%' : '#000'}, ${fadesAfter ? '#000 94%, transparent' : '#000'})`;
}
