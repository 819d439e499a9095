import { expect, test } from 'vitest';
import { drawLineChart } from './line-chart.ts';

const CHART = {
  title: 'PSNR & rows',
  xTitle: 'rows',
  yTitle: 'dB',
  lines: [
    {
      name: 'a',
      points: [
        [4, 20],
        [8, 24],
        [16, 30],
      ],
    },
    { name: 'b', points: [[8, 30]] },
  ],
  limit: { y: 32, name: 'bound' },
} as const;

test('doublings of x take the same room, and a better value stands higher', () => {
  const [points = ''] = /points="([^"]+)"/.exec(drawLineChart(CHART))?.slice(1) ?? [];
  const [first = [], second = [], third = []] = points.split(', ').map((point) => point.split(' ').map(Number));
  expect(second[0]! - first[0]!).toBeCloseTo(third[0]! - second[0]!, 1);
  expect(first[1]).toBeGreaterThan(second[1]!);
  expect(second[1]).toBeGreaterThan(third[1]!);
});

test('names at equal heights do not stand on one another, and text is escaped', () => {
  const svg = drawLineChart(CHART);
  const [a = 0, b = 0] = [/y="([\d.]+)"[^>]*>a</, /y="([\d.]+)"[^>]*>b</].map((pattern) =>
    Number(pattern.exec(svg)?.[1]),
  );
  expect(Math.abs(a - b)).toBeGreaterThanOrEqual(15);
  expect(svg).toContain('PSNR &amp; rows');
});

test('without a limit the lines alone set the range', () => {
  const { limit, ...chart } = CHART;
  const svg = drawLineChart(chart);
  expect(svg).not.toContain(limit.name);
  expect(svg).toContain('>30<');
  expect(svg).not.toContain('>32<');
});
