import { seededRandom } from '../../src/engine/ops/testing/seeded-random.ts';

/** Choices that a seed and a number decide: a mutant is known by both, and is the same on every machine. */
export interface Random {
  /** 0 <= x < 1. */
  next(): number;
  /** A whole number from 0 to below `end`. */
  below(end: number): number;
  pick<T>(choices: readonly T[]): T;
  chance(probability: number): boolean;
}

/** A stream for every pair of seed and index. */
export function createRandom(seed: number, index: number): Random {
  const next = seededRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  const below = (end: number): number => Math.floor(next() * end);
  return {
    next,
    below,
    pick: (choices) => {
      const choice = choices[below(choices.length)];
      if (choice === undefined) throw new Error('nothing to pick from');
      return choice;
    },
    chance: (probability) => next() < probability,
  };
}
