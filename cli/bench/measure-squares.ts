import { defaultEditSettings } from '../../src/engine/editing/edit-defaults.ts';
import { type Extent, planExtents } from '../../src/imaging/plan-extents.ts';
import type { CropRectangle } from '../../src/protocol/photo-work.ts';
import { framePhoto } from '../support/frame-photo.ts';
import { fitPhoto } from '../support/image-file.ts';
import type { NodePack } from '../support/open-node-pack.ts';
import { type EditPair, type PairKind, readPairs } from './pairs.ts';

/** Words about a thing that the photo shows. */
const KINDS: readonly PairKind[] = ['colour', 'object', 'material', 'remove'];

export interface Squares {
  readonly id: string;
  /** Whether all that the edit changes is in the square that the words choose, and in the middle one. */
  readonly chosen: boolean;
  readonly middle: boolean;
}

/**
 * Scenes that are continued by half of their width, at the right and at the left in turns, so that the middle square cuts them: which squares hold what
 * the words are about. Nothing is edited.
 */
export async function measureSquares(pack: NodePack, count: number): Promise<readonly Squares[]> {
  const { manifest } = pack.runtime;
  const size: Extent = manifest.image;
  const pairs = await readPairs('test', count, size, KINDS);
  const squares: Squares[] = [];
  for (const [index, pair] of pairs.entries()) {
    const left = index % 2 === 0 ? 0 : Math.round(size.width / 2);
    const wide = { width: Math.round(1.5 * size.width), height: size.height };
    const whole = { photo: pair.photo, profile: null };
    const photo = await fitPhoto(whole, { crop: { x: -left, y: 0, ...wide }, target: wide });
    const words = { runId: pair.id, source: pair.source, target: pair.target, emphasis: {} };
    const settings = defaultEditSettings(manifest);
    const { plan } = await framePhoto(pack.context, { photo, profile: null }, size, { ...words, settings });
    squares.push({
      id: pair.id,
      chosen: holds(plan.crop, pair, left),
      middle: holds(planExtents(photo, size).crop, pair, left),
    });
  }
  return squares;
}

function holds({ x, y, width, height }: CropRectangle, { photo, mask }: EditPair, left: number): boolean {
  return mask.every((value, pixel) => {
    if (value === 0) return true;
    const [across, down] = [left + (pixel % photo.width), Math.floor(pixel / photo.width)];
    return across >= x && across < x + width && down >= y && down < y + height;
  });
}
