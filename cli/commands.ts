import type { Command } from './support/command.ts';
import { CASCADE } from './verbs/cascade.ts';
import { COMPILE } from './verbs/compile.ts';
import { EDIT } from './verbs/edit.ts';
import { INVERT } from './verbs/invert.ts';
import { LAB } from './verbs/lab.ts';
import { PACK } from './verbs/pack.ts';
import { SEEDS } from './verbs/seeds.ts';

/** The verbs of `renoir`. A new one is one file and one line. */
export const COMMANDS = {
  edit: EDIT,
  invert: INVERT,
  compile: COMPILE,
  pack: PACK,
  seeds: SEEDS,
  lab: LAB,
  cascade: CASCADE,
} as const satisfies Record<string, Command>;
