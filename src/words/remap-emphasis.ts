import { diffWords } from './diff-words.ts';

type Emphasis = Readonly<Record<number, number>>;

/** Lets the emphasis of each word follow the word while the sentence around it is typed; neutral ones are dropped. */
export function remapEmphasis(before: string, after: string, emphasis: Emphasis): Emphasis {
  if (Object.keys(emphasis).length === 0) return emphasis;
  const entries = diffWords(before, after).words.flatMap(({ index, sourceIndex }) => {
    const value = sourceIndex === null ? undefined : emphasis[sourceIndex];
    return value === undefined || value === 1 ? [] : [[index, value] as const];
  });
  return Object.fromEntries(entries);
}
