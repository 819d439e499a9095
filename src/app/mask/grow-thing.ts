import type { PixelImage } from '../../protocol/edit-request.ts';
import type { ThingCells } from '../../protocol/engine.ts';
import { forEachCell, sampleBilinear } from './lay-over.ts';

/** Colours that the thing and what is around it are described by. */
const PALETTE = 8;
const ROUNDS = 6;
/** Pixels that they are learnt from. */
const LEARNT_FROM = 4096;
/** Cells that surely show the thing, of the strongest. */
const SURE = 0.92;
/** Where the words act less than this the thing ends somewhere, and there a pixel must be the nearer to its colours: by this part at their end. */
const RIM = 0.5;
const RIM_DOUBT = 0.7;
const CHANNELS = [0, 1, 2] as const;
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
export function growThing(image: PixelImage, map: ThingCells | null, at: Place): Uint8Array<ArrayBuffer> {
  const start = clampTo(at.y, image.height) * image.width + clampTo(at.x, image.width);
  if (map === null) return flood(image, start, followColour(image, start));
  return fillHoles(image, flood(image, start, tellApart(image, map, start)));
}

type Accepts = (pixel: number, from: number) => boolean;

function followColour(image: PixelImage, start: number): Accepts {
  return (pixel, from) => distance(image, pixel, from) < NEAR && distance(image, pixel, start) < FAR;
}

/** A thing ends somewhere within a cell beside those in which its words act: between their middles the map falls to 0. */
function tellApart(image: PixelImage, map: ThingCells, start: number): Accepts {
  const crop = { x: 0, y: 0, width: image.width, height: image.height };
  const prior = new Float32Array(image.width * image.height);
  forEachCell({ ...map, crop }, { ...image, crop }, (pixel, column, row) => {
    prior[pixel] = sampleBilinear(map, map.strength, column, row) / 255;
  });
  const sure: number[] = [];
  const beside: number[] = [];
  prior.forEach((acts, pixel) => {
    if (acts >= SURE) sure.push(pixel);
    if (acts === 0) beside.push(pixel);
  });
  const inside = findColours(image, [...thin(sure), start]);
  const outside = findColours(image, thin(beside));
  return (pixel) => {
    const acts = prior[pixel] ?? 0;
    const trust = 1 - RIM_DOUBT * (1 - Math.min(1, acts / RIM));
    return acts > 0 && distanceToAny(image, pixel, inside) <= trust * distanceToAny(image, pixel, outside);
  };
}

/** At most so many of them, evenly: a thousand tell a picture's colours as well as all do. */
function thin(pixels: readonly number[]): readonly number[] {
  const step = Math.ceil(pixels.length / LEARNT_FROM);
  return step < 2 ? pixels : pixels.filter((_, i) => i % step === 0);
}

/** Red, green and blue of one colour after the other: pixels are many, and each is compared with all of them. */
type Palette = Float32Array;

/** A few colours that stand for many (Lloyd 1982), begun with such as lie evenly by brightness. */
function findColours({ data }: PixelImage, pixels: readonly number[]): Palette {
  const brightness = Uint16Array.from(
    pixels,
    (pixel) => (data[4 * pixel] ?? 0) + (data[4 * pixel + 1] ?? 0) + (data[4 * pixel + 2] ?? 0),
  );
  const sorted = [...pixels.keys()].sort((a, b) => (brightness[a] ?? 0) - (brightness[b] ?? 0));
  const count = Math.min(PALETTE, pixels.length);
  const palette = new Float32Array(3 * count);
  for (let k = 0; k < count; k++) {
    const pixel = pixels[sorted[Math.floor(((k + 0.5) * sorted.length) / count)] ?? 0] ?? 0;
    for (const channel of CHANNELS) palette[3 * k + channel] = data[4 * pixel + channel] ?? 0;
  }
  for (let round = 0; round < ROUNDS; round++) moveToMeans(data, pixels, palette);
  return palette;
}

/** Each colour becomes the mean of the pixels that are nearest to it. */
function moveToMeans(data: Uint8ClampedArray, pixels: readonly number[], palette: Palette): void {
  const sums = new Float64Array(palette.length);
  const counts = new Uint32Array(palette.length / 3);
  for (const pixel of pixels) {
    const k = indexOfNearest(data, pixel, palette);
    counts[k] = (counts[k] ?? 0) + 1;
    for (const channel of CHANNELS) {
      sums[3 * k + channel] = (sums[3 * k + channel] ?? 0) + (data[4 * pixel + channel] ?? 0);
    }
  }
  sums.forEach((sum, i) => {
    const own = counts[Math.floor(i / 3)] ?? 0;
    if (own > 0) palette[i] = sum / own;
  });
}

function indexOfNearest(data: Uint8ClampedArray, pixel: number, palette: Palette): number {
  let best = 0;
  let least = Infinity;
  for (let k = 0; 3 * k < palette.length; k++) {
    const far = squaredDistance(data, 4 * pixel, palette, 3 * k);
    if (far < least) [best, least] = [k, far];
  }
  return best;
}

function distanceToAny({ data }: PixelImage, pixel: number, palette: Palette): number {
  if (palette.length === 0) return Infinity;
  return Math.sqrt(squaredDistance(data, 4 * pixel, palette, 3 * indexOfNearest(data, pixel, palette)));
}

function distance({ data }: PixelImage, a: number, b: number): number {
  return Math.sqrt(squaredDistance(data, 4 * a, data, 4 * b));
}

/** Of the three channels that begin at `i` in `a` and at `k` in `b`. */
function squaredDistance(a: ArrayLike<number>, i: number, b: ArrayLike<number>, k: number): number {
  const red = (a[i] ?? 0) - (b[k] ?? 0);
  const green = (a[i + 1] ?? 0) - (b[k + 1] ?? 0);
  const blue = (a[i + 2] ?? 0) - (b[k + 2] ?? 0);
  return red * red + green * green + blue * blue;
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
