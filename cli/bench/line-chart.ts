/** One line of a chart: points from left to right. */
export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface LineChart {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly lines: readonly Line[];
  /** A level that nothing can pass, drawn across. */
  readonly limit?: { readonly y: number; readonly name: string };
}

const SIZE = { width: 820, height: 480 };
/** Room on the right for the names, which stand at the ends of their lines. */
const PLOT = { left: 64, top: 56, right: 640, bottom: 424 };
const NAME_HEIGHT = 17;
/** Okabe and Ito's colours, which colour-blind eyes tell apart; their yellow is too faint for lines on white. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#444444'];

/**
 * SVG of lines over a logarithmic x axis (every doubling takes the same room), named at their ends: to be read without a legend, in a
 * document, light or dark.
 */
export function drawLineChart({ title, xTitle, yTitle, lines, limit }: LineChart): string {
  const xs = lines.flatMap(({ points }) => points.map(([x]) => x));
  const ys = [...(limit ? [limit.y] : []), ...lines.flatMap(({ points }) => points.map(([, y]) => y))];
  const toX = scale([Math.log2(Math.min(...xs)), Math.log2(Math.max(...xs))], [PLOT.left, PLOT.right]);
  const yStep = 2;
  const yRange = [Math.floor(Math.min(...ys) / yStep) * yStep, Math.ceil(Math.max(...ys) / yStep) * yStep] as const;
  const toY = scale(yRange, [PLOT.bottom, PLOT.top]);
  const place = ([x, y]: readonly [number, number]) => `${round(toX(Math.log2(x)))} ${round(toY(y))}`;

  const xTicks = powersOfTwo(Math.min(...xs), Math.max(...xs));
  const yTicks = Array.from({ length: (yRange[1] - yRange[0]) / yStep + 1 }, (_, index) => yRange[0] + index * yStep);
  const names = spread(lines.map(({ points }) => toY(points.at(-1)?.[1] ?? yRange[0])));

  const across = limit
    ? `<path d="M${PLOT.left},${round(toY(limit.y))}H${PLOT.right}" stroke="#111" stroke-dasharray="6 4"/>\n${text(PLOT.left + 6, toY(limit.y) - 6, limit.name, 'fill="#111"')}`
    : '';
  const grid = yTicks.map(
    (y) =>
      `<path d="M${PLOT.left},${round(toY(y))}H${PLOT.right}" stroke="#e5e5e5"/>` +
      text(PLOT.left - 10, toY(y) + 4, `${y}`, 'text-anchor="end" fill="#555"'),
  );
  const axis = xTicks.map((x) => text(toX(Math.log2(x)), PLOT.bottom + 22, `${x}`, 'text-anchor="middle" fill="#555"'));
  const curves = lines.map(({ name, points }, index) => {
    const colour = COLOURS[index % COLOURS.length] ?? '#000';
    const nameY = names[index] ?? 0;
    return [
      `<polyline points="${points.map(place).join(', ')}" fill="none" stroke="${colour}" stroke-width="2.5"/>`,
      ...points.map(
        ([x, y]) => `<circle cx="${round(toX(Math.log2(x)))}" cy="${round(toY(y))}" r="4" fill="${colour}"/>`,
      ),
      `<path d="M${place(points.at(-1) ?? [1, 0])}L${PLOT.right + 14},${round(nameY)}" stroke="${colour}" stroke-width="1" stroke-dasharray="2 3"/>`,
      text(PLOT.right + 20, nameY + 4, name, `fill="${colour}"`),
    ].join('\n');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${SIZE.height}" font-family="system-ui, sans-serif" font-size="13">
<rect width="100%" height="100%" rx="8" fill="#fff"/>
${text(PLOT.left, 26, title, 'font-size="15" font-weight="600" fill="#111"')}
${text(PLOT.left, PLOT.top - 10, yTitle, 'fill="#555"')}
${text(PLOT.right, SIZE.height - 12, xTitle, 'text-anchor="end" fill="#555"')}
${[...grid, ...axis].join('\n')}
${across}
${curves.join('\n')}
</svg>
`;
}

function scale([from, to]: readonly [number, number], [start, end]: readonly [number, number]) {
  return (value: number) => (from === to ? (start + end) / 2 : start + ((value - from) / (to - from)) * (end - start));
}

/** Those from `least` to `most`. */
function powersOfTwo(least: number, most: number): readonly number[] {
  const first = Math.ceil(Math.log2(least));
  const count = Math.max(0, Math.floor(Math.log2(most)) - first + 1);
  return Array.from({ length: count }, (_, index) => 2 ** (first + index));
}

/** The heights nearest to `wanted` from above at which names do not stand on one another. */
function spread(wanted: readonly number[]): readonly number[] {
  const heights = wanted.slice();
  let lowest = PLOT.top;
  for (const [index, height] of [...wanted.entries()].sort(([, a], [, b]) => a - b)) {
    heights[index] = Math.max(height, lowest);
    lowest = (heights[index] ?? height) + NAME_HEIGHT;
  }
  return heights;
}

function text(x: number, y: number, content: string, attributes: string): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${round(x)}" y="${round(y)}" ${attributes}>${escaped}</text>`;
}

function round(value: number): string {
  return value.toFixed(1);
}
