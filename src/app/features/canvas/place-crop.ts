import type { CSSProperties } from 'react';
import type { Photo } from '../../photo/photo.ts';

type Placed = Pick<Photo, 'crop' | 'widthPx' | 'heightPx'>;

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
