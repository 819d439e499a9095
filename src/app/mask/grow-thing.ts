import type { PixelImage } from '../../protocol/edit-request.ts';
import type { ThingMap } from '../../protocol/engine.ts';
import { forEachCell, sampleBilinear } from './lay-over.ts';

/** Colours that the thing and what is around it are described by. */
const PALETTE = 8;
const ROUNDS = 6;
/** Cells that surely show the thing, of the strongest. */
const SURE = 0.92;
/** Where the words act less than this the thing ends somewhere, and there a pixel must be the nearer to its colours: by this part at their end. */
const RIM = 0.5;
const RIM_DOUBT = 0.7;
/** Without a map a pixel goes with its neighbour while their colours differ by less, 0..255, and no farther from the first than the second. */
const NEAR = 14;
const FAR = 60;

interface Place {
  readonly x: number;
  readonly y: number;
}

/**
 * The thing at a place of a picture, 1 a pixel: from where its words act, coarsely, to the edges that the picture has there. Pixels near what
 * acts are told apart by the colours of the cells that surely show the thing and of those that surely do not; those that hang together with
 * the place are the thing, its holes filled.
 *
 * @param map where the words act over the picture; null where none do: then the pixels of about one colour around the place
 * @param at in pixels of the picture
 */
export function growThing(image: PixelImage, map: ThingMap | null, at: Place): Uint8Array<ArrayBuffer> {
  const start = clampTo(at.y, image.height) * image.width + clampTo(at.x, image.width);
  if (map === null) return flood(image, start, followColour(image, start));
  return fillHoles(image, flood(image, start, tellApart(image, map, start)));
}

type Accepts = (pixel: number, from: number) => boolean;

function followColour(image: PixelImage, start: number): Accepts {
  return (pixel, from) => distance(image, pixel, from) < NEAR && distance(image, pixel, start) < FAR;
}

/** A thing ends somewhere within a cell beside those in which its words act: between their middles the map falls to 0. */
function tellApart(image: PixelImage, map: ThingMap, start: number): Accepts {
  const crop = { x: 0, y: 0, width: image.width, height: image.height };
  const prior = new Float32Array(image.width * image.height);
  forEachCell({ ...map, crop }, { ...image, crop }, (pixel, column, row) => {
    prior[pixel] = sampleBilinear(map, map.strength, column, row) / 255;
  });
  const pixels = [...prior.keys()];
  const inside = findColours(image, [...pixels.filter((i) => (prior[i] ?? 0) >= SURE), start]);
  const outside = findColours(
    image,
    pixels.filter((i) => prior[i] === 0),
  );
  return (pixel) => {
    const acts = prior[pixel] ?? 0;
    const trust = 1 - RIM_DOUBT * (1 - Math.min(1, acts / RIM));
    return acts > 0 && nearest(image, pixel, inside) <= trust * nearest(image, pixel, outside);
  };
}

type Colour = readonly [number, number, number];

/** A few colours that stand for many (Lloyd 1982), begun with such as lie evenly by brightness. */
function findColours(image: PixelImage, pixels: readonly number[]): readonly Colour[] {
  const brightness = (i: number): number =>
    (image.data[4 * i] ?? 0) + (image.data[4 * i + 1] ?? 0) + (image.data[4 * i + 2] ?? 0);
  const sorted = pixels.toSorted((a, b) => brightness(a) - brightness(b));
  let colours = Array.from({ length: Math.min(PALETTE, sorted.length) }, (_, k) =>
    colourOf(image, sorted[Math.floor(((k + 0.5) * sorted.length) / Math.min(PALETTE, sorted.length))] ?? 0),
  );
  for (let round = 0; round < ROUNDS; round++) {
    const sums = colours.map(() => [0, 0, 0, 0] as [number, number, number, number]);
    for (const pixel of pixels) {
      const sum = sums[indexOfNearest(image, pixel, colours)];
      if (sum === undefined) continue;
      const colour = colourOf(image, pixel);
      for (const channel of [0, 1, 2] as const) sum[channel] += colour[channel];
      sum[3] += 1;
    }
    colours = colours.map((colour, k) => {
      const [r, g, b, count] = sums[k] ?? [0, 0, 0, 0];
      return count === 0 ? colour : [r / count, g / count, b / count];
    });
  }
  return colours;
}

function indexOfNearest(image: PixelImage, pixel: number, colours: readonly Colour[]): number {
  let best = 0;
  let least = Infinity;
  colours.forEach((colour, k) => {
    const far = difference(colourOf(image, pixel), colour);
    if (far < least) [best, least] = [k, far];
  });
  return best;
}

function nearest(image: PixelImage, pixel: number, colours: readonly Colour[]): number {
  return colours.reduce((least, colour) => Math.min(least, difference(colourOf(image, pixel), colour)), Infinity);
}

function colourOf({ data }: PixelImage, pixel: number): Colour {
  return [data[4 * pixel] ?? 0, data[4 * pixel + 1] ?? 0, data[4 * pixel + 2] ?? 0];
}

function distance(image: PixelImage, a: number, b: number): number {
  return difference(colourOf(image, a), colourOf(image, b));
}

function difference(a: Colour, b: Colour): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/** What hangs together with a pixel by its sides. */
function flood({ width, height }: PixelImage, start: number, accepts: Accepts): Uint8Array<ArrayBuffer> {
  const found = new Uint8Array(width * height);
  found[start] = 1;
  const pending = [start];
  for (let pixel = pending.pop(); pixel !== undefined; pixel = pending.pop()) {
    const x = pixel % width;
    const near = [x > 0 ? pixel - 1 : -1, x < width - 1 ? pixel + 1 : -1, pixel - width, pixel + width];
    for (const next of near) {
      if (next < 0 || next >= found.length || found[next] === 1 || !accepts(next, pixel)) continue;
      found[next] = 1;
      pending.push(next);
    }
  }
  return found;
}

/** What is not reached from the border belongs to it. */
function fillHoles({ width, height }: PixelImage, found: Uint8Array): Uint8Array<ArrayBuffer> {
  const outside = new Uint8Array(found.length);
  const pending: number[] = [];
  const visit = (pixel: number): void => {
    if (found[pixel] === 1 || outside[pixel] === 1) return;
    outside[pixel] = 1;
    pending.push(pixel);
  };
  for (let x = 0; x < width; x++) [x, (height - 1) * width + x].forEach(visit);
  for (let y = 0; y < height; y++) [y * width, y * width + width - 1].forEach(visit);
  for (let pixel = pending.pop(); pixel !== undefined; pixel = pending.pop()) {
    const x = pixel % width;
    if (x > 0) visit(pixel - 1);
    if (x < width - 1) visit(pixel + 1);
    if (pixel >= width) visit(pixel - width);
    if (pixel < found.length - width) visit(pixel + width);
  }
  return outside.map((value) => 1 - value);
}

function clampTo(value: number, length: number): number {
  return Math.max(0, Math.min(length - 1, Math.floor(value)));
}
