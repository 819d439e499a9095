import { isFunctionWord, splitSentence, trimPunctuation } from './normalise-word.ts';

/** A thing that a caption names. */
export interface Thing {
  /** Without its article: `shiny red cup`. */
  readonly name: string;
  /** Its words, by their places in the caption. */
  readonly words: readonly number[];
  /** The caption without it. */
  readonly without: string;
}

const ARTICLES: ReadonlySet<string> = new Set(['a', 'an', 'the']);
/** What begins the words about the place. */
const PLACES: ReadonlySet<string> = new Set('on in at over under near beside behind with by from to'.split(' '));

/** The things of a caption like "a cartoon of a pear, a red cup and a candle on snow at night", in its order. */
export function findThings(caption: string): readonly Thing[] {
  const { words, begin, end } = partCaption(caption);
  const phrases = listPhrases(words.slice(begin, end));
  const tail = words.slice(end).join(' ');
  return phrases.flatMap((phrase, index) => {
    const naming = phrase.filter(({ word }) => !ARTICLES.has(word.toLowerCase()));
    const others = phrases.toSpliced(index, 1).map((words) => words.map(({ word }) => word).join(' '));
    // "A cartoon of" says nothing without the things.
    const head = others.length === 0 ? '' : [...words.slice(0, begin), joinPhrases(others)].join(' ');
    const without = `${head} ${tail}`.trim();
    if (naming.length === 0 || without === '') return [];
    const name = naming.map(({ word }) => word).join(' ');
    return [{ name, words: naming.map(({ at }) => begin + at), without }];
  });
}

/** What a caption says of style and place without all of its things: "a cartoon on snow"; itself where it says nothing of them. */
export function describeSetting(caption: string): string {
  const { words, begin, end } = partCaption(caption);
  const style = words.slice(0, Math.max(0, begin - 1));
  return end === words.length ? caption : [...style, ...words.slice(end)].join(' ');
}

/** The words of a caption; the things stand from `begin` up to `end`, "of" before them and the place behind. */
function partCaption(caption: string): {
  readonly words: readonly string[];
  readonly begin: number;
  readonly end: number;
} {
  const words = splitSentence(caption);
  const of = words.findIndex((word) => word.toLowerCase() === 'of');
  const placeAt = words.findIndex((word) => PLACES.has(word.toLowerCase()));
  const begin = of >= 0 && (placeAt < 0 || of < placeAt) ? of + 1 : 0;
  return { words, begin, end: placeAt < 0 ? words.length : placeAt };
}

interface PhraseWord {
  readonly word: string;
  /** Among the words of all phrases. */
  readonly at: number;
}

/** Parted by commas and by "and". */
function listPhrases(words: readonly string[]): readonly (readonly PhraseWord[])[] {
  const phrases: PhraseWord[][] = [[]];
  for (const [at, word] of words.entries()) {
    if (word.toLowerCase() === 'and') phrases.push([]);
    else phrases.at(-1)?.push({ word: trimPunctuation(word), at });
    if (word.endsWith(',')) phrases.push([]);
  }
  return phrases.filter((phrase) => phrase.some(({ word }) => !isFunctionWord(word)));
}

function joinPhrases(phrases: readonly string[]): string {
  const last = phrases.at(-1) ?? '';
  return phrases.length < 2 ? last : `${phrases.slice(0, -1).join(', ')} and ${last}`;
}
