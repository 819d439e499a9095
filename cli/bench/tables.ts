import type { Command } from '../support/command.ts';
import { BENCH_COCO } from './data-sets/coco.ts';
import { BENCH_PIE } from './data-sets/pie.ts';
import { BENCH_CASCADE } from './cascade.ts';
import { BENCH_CONVERGENCE } from './convergence.ts';
import { BENCH_COST } from './cost.ts';
import { BENCH_DISPATCHES } from './dispatches.ts';
import { BENCH_EDIT } from './edit.ts';
import { BENCH_FRAMES } from './frames.ts';
import { BENCH_FULL_SIZE } from './full-size.ts';
import { BENCH_GPU } from './gpu/gpu.ts';
import { BENCH_INVERSION } from './inversion.ts';
import { BENCH_OPERATORS } from './operators.ts';
import { BENCH_PACK_EDITS } from './pack-edits.ts';
import { BENCH_PACKS } from './packs.ts';
import { BENCH_PARTITION } from './partition.ts';
import { BENCH_PHOTOS } from './photos.ts';
import { BENCH_SEEDS } from './seeds.ts';
import { BENCH_SPEED } from './speed.ts';
import { BENCH_TOPOLOGIES } from './topologies.ts';
import { BENCH_TUNE } from './tune.ts';

/** What `bench` can measure. */
export const TABLES = {
  inversion: BENCH_INVERSION,
  convergence: BENCH_CONVERGENCE,
  cost: BENCH_COST,
  edit: BENCH_EDIT,
  frames: BENCH_FRAMES,
  pie: BENCH_PIE,
  coco: BENCH_COCO,
  tune: BENCH_TUNE,
  seeds: BENCH_SEEDS,
  speed: BENCH_SPEED,
  operators: BENCH_OPERATORS,
  'full-size': BENCH_FULL_SIZE,
  topologies: BENCH_TOPOLOGIES,
  packs: BENCH_PACKS,
  'pack-edits': BENCH_PACK_EDITS,
  partition: BENCH_PARTITION,
  photos: BENCH_PHOTOS,
  cascade: BENCH_CASCADE,
  gpu: BENCH_GPU,
  dispatches: BENCH_DISPATCHES,
} as const satisfies Record<string, Command>;
