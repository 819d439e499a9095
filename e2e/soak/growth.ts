import type { Sample } from './take-sample.ts';

/**
 * What a row of the history takes in the page beside its pictures: objects, names, numbers, the heads of its arrays. By heap snapshots after
 * 100, 200, 300 and 400 edits, what is reached through edits of the history alone (docs/reliability.md).
 */
const RECORD_MB = 0.0033;

/** The history may take so much that no visit of this length fills it. */
export function pageWithoutHistory({ pageMb, historyMb, databaseRows }: Sample): number {
  return pageMb - historyMb - RECORD_MB * databaseRows;
}

/** What a sample holds beside the history. */
const MEASURES = {
  pageMb: pageWithoutHistory,
  workersMb: ({ workersMb }) => workersMb,
  domNodes: ({ domNodes }) => domNodes,
  listeners: ({ listeners }) => listeners,
  canvases: ({ canvases }) => canvases,
  threads: ({ threads }) => threads,
  privateFilesMb: ({ privateFilesMb }) => privateFilesMb,
  ports: ({ page, inWorkers }) => page.ports + inWorkers.ports,
  bitmaps: ({ page, inWorkers }) => page.bitmaps + inWorkers.bitmaps,
  offscreenCanvases: ({ page, inWorkers }) => page.offscreenCanvases + inWorkers.offscreenCanvases,
  objectUrls: ({ page, inWorkers }) => page.objectUrls + inWorkers.objectUrls,
  workers: ({ page, inWorkers }) => page.workers + inWorkers.workers,
} as const satisfies Record<string, (sample: Sample) => number>;

export type Measure = keyof typeof MEASURES;

/** By how much each may grow in a thousand edits: less than one of it in a hundred edits, and a few megabytes of noise. */
const ALLOWED = {
  pageMb: 5,
  workersMb: 5,
  domNodes: 100,
  listeners: 10,
  canvases: 10,
  threads: 10,
  privateFilesMb: 50,
  ports: 10,
  bitmaps: 10,
  offscreenCanvases: 10,
  objectUrls: 10,
  workers: 1,
} as const satisfies Record<Measure, number>;

export interface Growth {
  readonly measure: Measure;
  /** By a least-squares line. */
  readonly perThousandEdits: number;
}

/** How much of everything comes with each thousand edits; nothing is known from a single sample. */
export function measureGrowth(samples: readonly Sample[]): readonly Growth[] {
  if (samples.length < 2) return [];
  return keysOf(MEASURES).map((measure) => {
    const points = samples.map((sample) => [sample.edits, MEASURES[measure](sample)] as const);
    return { measure, perThousandEdits: Math.round(10 * 1000 * slopeOf(points)) / 10 };
  });
}

/** What grows by more than it may. */
export function findExcess(growth: readonly Growth[]): readonly Growth[] {
  return growth.filter(({ measure, perThousandEdits }) => perThousandEdits > ALLOWED[measure]);
}

function slopeOf(points: readonly (readonly [number, number])[]): number {
  const meanOf = (index: 0 | 1) => points.reduce((sum, point) => sum + point[index], 0) / points.length;
  const [meanX, meanY] = [meanOf(0), meanOf(1)];
  const [product, square] = points.reduce(
    ([xy, xx], [x, y]) => [xy + (x - meanX) * (y - meanY), xx + (x - meanX) ** 2],
    [0, 0],
  );
  return product / square;
}

function keysOf<K extends string>(record: Readonly<Record<K, unknown>>): readonly K[] {
  return Object.keys(record) as K[];
}
