import { writeFileSync } from 'node:fs';
import { pageWithoutHistory } from './growth.ts';
import type { Sample } from './take-sample.ts';

const CURVE = new URL('../../docs/images/soak.svg', import.meta.url);

const WIDTH = 720;
const PANEL = { height: 150, left: 56, right: 16, top: 26, bottom: 24 } as const;

interface Line {
  readonly name: string;
  readonly colour: string;
  readonly valueOf: (sample: Sample) => number;
}

/** What is drawn above each other: memory, and what is counted. */
const PANELS: readonly { readonly unit: string; readonly lines: readonly Line[] }[] = [
  {
    unit: 'MB',
    lines: [
      { name: 'page without history', colour: '#c2410c', valueOf: pageWithoutHistory },
      { name: 'history', colour: '#78716c', valueOf: ({ historyMb }) => historyMb },
      { name: 'workers', colour: '#1d4ed8', valueOf: ({ workersMb }) => workersMb },
    ],
  },
  {
    unit: 'count',
    lines: [
      { name: 'DOM nodes / 10', colour: '#c2410c', valueOf: ({ domNodes }) => domNodes / 10 },
      { name: 'listeners', colour: '#1d4ed8', valueOf: ({ listeners }) => listeners },
      { name: 'threads', colour: '#15803d', valueOf: ({ threads }) => threads },
      { name: 'ports', colour: '#78716c', valueOf: ({ page, inWorkers }) => page.ports + inWorkers.ports },
    ],
  },
];

/** Draws docs/images/soak.svg. */
export function drawCurve(samples: readonly Sample[]): void {
  const panels = PANELS.map((panel, index) => drawPanel(panel, samples, index * PANEL.height));
  const height = PANELS.length * PANEL.height;
  writeFileSync(
    CURVE,
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="11">
<rect width="${WIDTH}" height="${height}" fill="#fff"/>
${panels.join('\n')}
</svg>
`,
  );
}

function drawPanel({ unit, lines }: (typeof PANELS)[number], samples: readonly Sample[], offset: number): string {
  const last = samples.at(-1)?.edits ?? 1;
  const most = 1.1 * Math.max(...lines.flatMap(({ valueOf }) => samples.map(valueOf)));
  const [top, bottom] = [offset + PANEL.top, offset + PANEL.height - PANEL.bottom];
  const x = (edits: number) => PANEL.left + (edits / last) * (WIDTH - PANEL.left - PANEL.right);
  const y = (value: number) => bottom - (value / most) * (bottom - top);
  const axis = [0, 0.5, 1].map((part) => {
    const value = part * most;
    return `<text x="${PANEL.left - 6}" y="${y(value).toFixed(1)}" text-anchor="end" fill="#57534e">${Math.round(value)}</text>
<line x1="${PANEL.left}" x2="${WIDTH - PANEL.right}" y1="${y(value).toFixed(1)}" y2="${y(value).toFixed(1)}" stroke="#e7e5e4"/>`;
  });
  const curves = lines.map(({ name, colour, valueOf }, index) => {
    const points = samples.map((sample) => `${x(sample.edits).toFixed(1)},${y(valueOf(sample)).toFixed(1)}`);
    return `<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="1.5"/>
<text x="${PANEL.left + 150 * index}" y="${offset + 16}" fill="${colour}">${name}</text>`;
  });
  return `${axis.join('\n')}
<text x="8" y="${offset + 16}" fill="#57534e">${unit}</text>
<text x="${WIDTH - PANEL.right}" y="${bottom + 16}" text-anchor="end" fill="#57534e">${last} edits</text>
${curves.join('\n')}`;
}
