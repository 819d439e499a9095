import type { Shape } from './tensor.ts';

/** Extents of latents, images and attention maps; of maps the channels are the tokens. */
export interface Extents {
  readonly rows: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Reads [rows, channels, height, width]. Throws a RangeError for a shape of another rank. */
export function extentsOf(shape: Shape): Extents {
  const [rows, channels, height, width] = shape;
  if (rows === undefined || channels === undefined || height === undefined || width === undefined || shape.length > 4) {
    throw new RangeError(`a shape of four extents is wanted, not [${shape.join(', ')}]`);
  }
  return { rows, channels, height, width };
}
