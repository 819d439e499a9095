/** A sheet of pictures with captions and curves, laid out without drawing it: the page and the command line put the same one on paper. */
import type { PixelImage } from '../protocol/edit-request.ts';

export interface SheetCurve {
  /** SVG points within a square of `SHEET_CELL_PX`, a line each. */
  readonly pieces: readonly string[];
  /** What its upper and its lower edge stand for. */
  readonly top: string;
  readonly bottom: string;
}

export interface SheetCell {
  /** Null for a cell of a curve, or of words alone. */
  readonly image: PixelImage | null;
  readonly curve: SheetCurve | null;
  /** Under the picture, or in its place; one line each. */
  readonly lines: readonly string[];
}

export interface ContactSheet {
  readonly title: string;
  readonly rows: readonly (readonly SheetCell[])[];
}

export interface PlacedPicture {
  readonly image: PixelImage;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface LaidOutSheet {
  readonly width: number;
  readonly height: number;
  /** Pictures scaled to their places. */
  readonly pictures: readonly PlacedPicture[];
  /** Everything else, transparent where the pictures are. */
  readonly svg: string;
}

/** Side of the square that a picture or a curve is fitted into. */
export const SHEET_CELL_PX = 256;
/** The paper: dark pictures and light ones stand out from it. */
export const SHEET_PAPER = '#ffffff';

const INK = '#222222';
const GAP_PX = 16;
const LINE_PX = 18;
const FONT_PX = 13;
const TITLE_PX = 17;
const HEAD_PX = 48;
/** About what a letter takes, of the size of the font. */
const GLYPH_WIDTH = 0.56;

export function layOutSheet({ title, rows }: ContactSheet): LaidOutSheet {
  const columns = Math.max(1, ...rows.map((cells) => cells.length));
  const width = GAP_PX + columns * (SHEET_CELL_PX + GAP_PX);
  const pictures: PlacedPicture[] = [];
  const drawn: string[] = [writeLine(title, GAP_PX, HEAD_PX - 20, width - 2 * GAP_PX, TITLE_PX)];
  let top = HEAD_PX;
  for (const cells of rows) {
    for (const [column, { image, curve, lines }] of cells.entries()) {
      const left = GAP_PX + column * (SHEET_CELL_PX + GAP_PX);
      if (image !== null) pictures.push(placePicture(image, left, top));
      if (curve !== null) drawn.push(drawCurve(curve, left, top));
      const foot = top + SHEET_CELL_PX;
      drawn.push(...lines.map((line, i) => writeLine(line, left, foot + (i + 1) * LINE_PX, SHEET_CELL_PX, FONT_PX)));
    }
    top += SHEET_CELL_PX + GAP_PX + LINE_PX * Math.max(0, ...cells.map(({ lines }) => lines.length));
  }
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${top}" font-family="sans-serif" fill="${INK}">${drawn.join('')}</svg>`;
  return { width, height: top, pictures, svg };
}

function placePicture(image: PixelImage, left: number, top: number): PlacedPicture {
  const scale = SHEET_CELL_PX / Math.max(image.width, image.height);
  const [width, height] = [Math.round(image.width * scale), Math.round(image.height * scale)];
  return { image, x: left + Math.floor((SHEET_CELL_PX - width) / 2), y: top + SHEET_CELL_PX - height, width, height };
}

function drawCurve({ pieces, top: upper, bottom: lower }: SheetCurve, left: number, top: number): string {
  const lines = pieces.map((points) => `<polyline points="${points}" fill="none" stroke="${INK}" stroke-width="2"/>`);
  const scale = [
    // Residuals fall: these corners are empty.
    writeLine(upper, left + SHEET_CELL_PX - 6, top + LINE_PX - 2, SHEET_CELL_PX, FONT_PX - 2, 'end'),
    writeLine(lower, left + 6, top + SHEET_CELL_PX - 6, SHEET_CELL_PX, FONT_PX - 2),
  ];
  const frame = `<rect width="${SHEET_CELL_PX}" height="${SHEET_CELL_PX}" fill="none" stroke="#cccccc"/>`;
  return `<g transform="translate(${left} ${top})">${frame}${lines.join('')}</g>${scale.join('')}`;
}

/** Text that would be wider than its room is smaller. */
function writeLine(text: string, x: number, y: number, room: number, largest: number, anchor = 'start'): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const size = Math.min(largest, room / (text.length * GLYPH_WIDTH));
  return `<text x="${x}" y="${y}" font-size="${size.toFixed(1)}" text-anchor="${anchor}">${escaped}</text>`;
}
