import type { Command } from '../command.ts';
import { BENCH_EDIT } from './edit.ts';
import { BENCH_INVERSION } from './inversion.ts';
import { BENCH_SPEED } from './speed.ts';

/** What `bench` can measure. */
export const TABLES = {
  inversion: BENCH_INVERSION,
  edit: BENCH_EDIT,
  speed: BENCH_SPEED,
} as const satisfies Record<string, Command>;
