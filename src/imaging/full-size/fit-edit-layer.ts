/**
 * The guided filter with a colour guide (He, Sun, Tang, "Guided Image Filtering", TPAMI 2013, eq. 19-20; at low resolution as in
 * "Fast Guided Filter", arXiv 1505.00996), with the photo as the guide and the edit's difference as the picture that is filtered.
 */
import type { SmallEdit } from '../../protocol/photo-work.ts';
import { boxMean } from '../../planes/box-mean.ts';
import { at, fitSlopes, toColours, toGuide, type Colours, type Mean, type Plane } from '../../planes/planes.ts';
import { LAYER_FIELDS, MASK_FIELD, OFFSET_FIELD, type EditLayer } from './edit-layer.ts';
import { measureSurvival } from './measure-survival.ts';

/** Half the side of the windows, in pixels of the pack's size. 2 and 3 measure alike; the smallest follows new shapes best. */
const RADIUS = 1;
/** Windows in which the survival of structure is judged need more pixels than unknowns. */
const SURVIVAL_RADIUS = 2;
/** Variance of colours (0..255) below which texture is left as it is. */
const EPSILON = 40;
/** Below this share of the edit the result says too little about what the model painted. */
const LEAST_MASK = 1 / 16;

/**
 * Fits the local affine change of colours that turns the photo into the edit.
 *
 * Where what the photo shows lives on, the change is what the words made of it (edited - reconstruction): detail that the
 * autoencoder loses stays. Where it went away, the painted picture takes its place. At the pack's own size and with structure kept
 * the layer gives photo + mask (edited - reconstruction) exactly. All images have one size.
 */
export function fitEditLayer(edit: Omit<SmallEdit, 'crop'>): EditLayer {
  const { width, height } = edit.photo;
  const meanOver =
    (radius: number): Mean =>
    (plane) =>
      boxMean(plane, width, height, radius);
  const mean = meanOver(RADIUS);
  const photo = toColours(edit.photo);
  const reconstruction = toColours(edit.reconstruction);
  const painted = undoBlend(edit);
  const survival =
    edit.isRepainted === true
      ? new Float64Array(width * height)
      : mean(measureSurvival(reconstruction, painted, meanOver(SURVIVAL_RADIUS), EPSILON));
  const guide = toGuide(photo, mean, EPSILON);
  const fields = new Float32Array(width * height * LAYER_FIELDS);

  for (const channel of [0, 1, 2] as const) {
    const change = painted[channel].map((value, i) => value - at(reconstruction[channel], i));
    const slopes = fitSlopes(change, guide).map(mean);
    for (let i = 0; i < survival.length; i++) {
      const start = i * LAYER_FIELDS;
      const kept = at(survival, i);
      let explained = 0;
      slopes.forEach((plane, colour) => {
        const slope = kept * at(plane, i) - (colour === channel ? 1 - kept : 0);
        fields[start + 3 * channel + colour] = slope;
        explained += slope * at(photo[colour] ?? plane, i);
      });
      // What the guide does not explain is kept as it is, so that nothing of the edit is lost at its own size.
      const whole = kept * at(change, i) + (1 - kept) * (at(painted[channel], i) - at(photo[channel], i));
      fields[start + OFFSET_FIELD + channel] = whole - explained;
    }
  }
  for (let i = 0; i < survival.length; i++) {
    fields[i * LAYER_FIELDS + MASK_FIELD] = edit.mask === null ? 1 : (edit.mask[i] ?? 0) / 255;
  }
  return { width, height, fields };
}

/** What the model painted, before it was blended over the photo by the mask; the reconstruction where that is not known. */
function undoBlend({ photo, edited, reconstruction, mask }: Omit<SmallEdit, 'crop'>): Colours {
  const channel = (offset: number): Plane =>
    Float64Array.from({ length: photo.width * photo.height }, (_, i) => {
      const index = 4 * i + offset;
      const share = mask === null ? 1 : (mask[i] ?? 0) / 255;
      if (share === 0) return reconstruction.data[index] ?? 0;
      const kept = photo.data[index] ?? 0;
      return kept + ((edited.data[index] ?? 0) - kept) / Math.max(share, LEAST_MASK);
    });
  return [channel(0), channel(1), channel(2)];
}
