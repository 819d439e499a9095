import { alignWords } from './align-words.ts';
import { placeWords, splitSentence } from './normalise-word.ts';

/** One word of the target sentence, next to the source words that went for it. */
export interface WordChange {
  /** As typed. */
  readonly word: string;
  /** Index among the space-separated words of the target. */
  readonly index: number;
  /** Offset of the word in the target text. */
  readonly start: number;
  readonly kind: 'same' | 'changed' | 'added';
  /** Index of the source word it stands for; null for an added word. */
  readonly sourceIndex: number | null;
  /** Source words that stood before this word and are gone. */
  readonly gone: readonly string[];
}

export interface WordDiff {
  readonly words: readonly WordChange[];
  readonly goneAtEnd: readonly string[];
}

/** What became of each word of a sentence, as it is shown to people; of its first `MAX_WORDS` words. */
export function diffWords(source: string, target: string): WordDiff {
  const before = splitSentence(source);
  const placed = placeWords(target);
  const after = placed.map(({ word }) => word);
  const wordAt = (index: number) => ({ ...(placed[index] ?? { word: '', start: 0 }), index });
  const words: WordChange[] = [];
  let i = 0;
  let j = 0;
  /** Words that went without any that came, at the end of the last run. */
  let leftOver: readonly string[] = [];
  for (const [keptSource, keptTarget] of [...alignWords(before, after), [before.length, after.length] as const]) {
    // A run of words that differ: everything up to the next word that both sentences share.
    const gone = before.slice(i, keptSource);
    const came = keptTarget - j;
    for (let k = 0; k < came; k++)
      words.push({ ...wordAt(j + k), ...describeChange(gone, k, came, i, after[j + k] ?? '') });
    leftOver = came === 0 ? gone : [];
    if (keptTarget < after.length) {
      words.push({ ...wordAt(keptTarget), kind: 'same', sourceIndex: keptSource, gone: leftOver });
    }
    i = keptSource + 1;
    j = keptTarget + 1;
  }
  return { words, goneAtEnd: leftOver };
}

const ARTICLES: ReadonlySet<string> = new Set(['a', 'an']);

/** Pairs words one to one where as many came as went; otherwise the first that came stands for all that went. */
function describeChange(
  gone: readonly string[],
  k: number,
  cameCount: number,
  goneFrom: number,
  came: string,
): Pick<WordChange, 'kind' | 'sourceIndex' | 'gone'> {
  const paired = gone.length === cameCount ? gone.slice(k, k + 1) : k === 0 ? gone : [];
  // "A red" that becomes "an orange" is one change.
  if (paired.length === 1 && ARTICLES.has(paired[0] ?? '') && ARTICLES.has(came)) {
    return { kind: 'same', sourceIndex: goneFrom + k, gone: [] };
  }
  return paired.length > 0
    ? { kind: 'changed', sourceIndex: goneFrom + k, gone: paired }
    : { kind: 'added', sourceIndex: null, gone: [] };
}
