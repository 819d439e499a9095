import type { PackManifest } from '../protocol/pack-manifest.ts';
import { findPhrase } from './find-phrase.ts';

export const WORD_KINDS = ['objects', 'colours', 'materials', 'surfaces', 'times', 'styles'] as const;
export type WordKind = (typeof WORD_KINDS)[number];

export interface PlacedText {
  readonly text: string;
  /** Behind the word that was placed. */
  readonly caret: number;
}

interface Selection {
  readonly start: number;
  readonly end: number;
}

/**
 * Puts a word of a kind into a sentence: in place of what is selected; else of the word of that kind at the caret, or of the first one;
 * else where the caret is, or at the end.
 */
export function placeWord(
  sentence: string,
  word: string,
  kind: WordKind,
  selection: Selection | null,
  vocabulary: Pick<PackManifest['vocabulary'], WordKind>,
): PlacedText {
  if (selection !== null && selection.end > selection.start) {
    return replaceRange(sentence, widen(sentence, selection), word);
  }
  const places = vocabulary[kind].flatMap((phrase) => {
    const start = findPhrase(sentence, phrase);
    return start < 0 ? [] : [{ start, end: start + phrase.length }];
  });
  const caret = selection?.start ?? null;
  const touched = places.find(({ start, end }) => caret !== null && start <= caret && caret <= end);
  const first = places.toSorted((a, b) => a.start - b.start)[0];
  const place = touched ?? first;
  if (place !== undefined) return replaceRange(sentence, place, word);
  const at = widen(sentence, { start: caret ?? sentence.length, end: caret ?? sentence.length }).end;
  const before = sentence.slice(0, at).trimEnd();
  const text = `${before}${before === '' ? '' : ' '}${word}`;
  const after = sentence.slice(at).trimStart();
  return { text: after === '' ? text : `${text} ${after}`, caret: text.length };
}

/** What may be meant by the beginning of a word, the shortest first; null for none, or for a word that is whole. */
export function completeWord(beginning: string, words: readonly string[]): string | null {
  const typed = beginning.toLowerCase();
  if (typed.length < 2 || words.includes(typed)) return null;
  const found = words.filter((word) => word.startsWith(typed)).toSorted((a, b) => a.length - b.length);
  return found[0] ?? null;
}

/** A selection reaches over whole words: half of one cannot be replaced. */
function widen(sentence: string, { start, end }: Selection): Selection {
  const before = /\S*$/u.exec(sentence.slice(0, start))?.[0].length ?? 0;
  const after = /^\S*/u.exec(sentence.slice(end))?.[0].length ?? 0;
  return { start: start - before, end: end + after };
}

/** With the article before it that goes with its sound. */
function replaceRange(sentence: string, { start, end }: Selection, word: string): PlacedText {
  const article = /^[aeiou]/u.test(word) ? 'an' : 'a';
  const before = sentence.slice(0, start).replace(/(^|\s)an?(\s+)$/u, `$1${article}$2`);
  return { text: `${before}${word}${sentence.slice(end)}`, caret: before.length + word.length };
}
