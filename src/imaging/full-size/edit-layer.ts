/** Values per pixel of an edit layer: a 3 x 3 matrix row by row, an offset of three, and the mask. */
export const LAYER_FIELDS = 13;
export const OFFSET_FIELD = 9;
export const MASK_FIELD = 12;

/**
 * An edit as a local affine change of colours, at the pack's size, row-major:
 *   edited = photo + m (A photo + b),   A: 3 x 3, b: 3 values of 0..255, m: 0..1
 * Enlarged to any size it follows the edges and the texture of the large photo.
 */
export interface EditLayer {
  readonly width: number;
  readonly height: number;
  /** [height, width, LAYER_FIELDS] */
  readonly fields: Float32Array;
}
