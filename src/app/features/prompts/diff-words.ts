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

interface Token {
  readonly word: string;
  readonly start: number;
  /** What is compared: lower case, no punctuation at the ends. */
  readonly key: string;
}

/** Compares two sentences word by word (longest common subsequence); case and punctuation do not count. */
export function diffWords(source: string, target: string): WordDiff {
  const before = tokenize(source);
  const after = tokenize(target);
  const lengths = measureCommonSuffixes(before, after);
  const words: WordChange[] = [];
  let goneAtEnd: readonly string[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    // A run of words that differ: everything up to the next word both sentences share.
    const goneFrom = i;
    const cameFrom = j;
    while (!isMatch(lengths, before, after, i, j) && (i < before.length || j < after.length)) {
      if (j >= after.length || (i < before.length && lengthAt(lengths, i + 1, j) >= lengthAt(lengths, i, j + 1)))
        i += 1;
      else j += 1;
    }
    const gone = before.slice(goneFrom, i).map(({ word }) => word);
    const came = after.slice(cameFrom, j);
    words.push(...came.map((token, k) => describeChange(token, cameFrom + k, gone, k, came.length, goneFrom)));
    const match = after[j];
    const leftOver = came.length === 0 ? gone : [];
    if (match !== undefined && i < before.length) {
      words.push({ word: match.word, index: j, start: match.start, kind: 'same', sourceIndex: i, gone: leftOver });
      i += 1;
      j += 1;
    } else {
      goneAtEnd = leftOver;
    }
  }
  return { words, goneAtEnd };
}

/** Pairs words one to one where as many came as went; otherwise the first that came stands for all that went. */
function describeChange(
  token: Token,
  index: number,
  gone: readonly string[],
  k: number,
  cameCount: number,
  goneFrom: number,
): WordChange {
  const paired = gone.length === cameCount ? gone.slice(k, k + 1) : k === 0 ? gone : [];
  const kind = paired.length > 0 ? 'changed' : 'added';
  const sourceIndex = paired.length > 0 ? goneFrom + k : null;
  return { word: token.word, index, start: token.start, kind, sourceIndex, gone: paired };
}

function isMatch(
  lengths: readonly (readonly number[])[],
  before: readonly Token[],
  after: readonly Token[],
  i: number,
  j: number,
): boolean {
  const a = before[i];
  const b = after[j];
  return (
    a !== undefined &&
    b !== undefined &&
    a.key === b.key &&
    lengthAt(lengths, i, j) === lengthAt(lengths, i + 1, j + 1) + 1
  );
}

function lengthAt(lengths: readonly (readonly number[])[], i: number, j: number): number {
  return lengths[i]?.[j] ?? 0;
}

/** lengths[i][j] = length of the longest common subsequence of before[i..] and after[j..]. */
function measureCommonSuffixes(before: readonly Token[], after: readonly Token[]): number[][] {
  const lengths = Array.from({ length: before.length + 1 }, () => Array.from({ length: after.length + 1 }, () => 0));
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const row = lengths[i];
      if (row === undefined) continue;
      row[j] =
        before[i]?.key === after[j]?.key
          ? lengthAt(lengths, i + 1, j + 1) + 1
          : Math.max(lengthAt(lengths, i + 1, j), lengthAt(lengths, i, j + 1));
    }
  }
  return lengths;
}

function tokenize(text: string): Token[] {
  return [...text.matchAll(/\S+/gu)].map((match) => {
    const [word] = match;
    const key = word.toLowerCase().replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
    return { word, start: match.index, key: key === '' ? word : key };
  });
}
