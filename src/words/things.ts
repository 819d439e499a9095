import { isFunctionWord, splitSentence, trimPunctuation } from './normalise-word.ts';

/** A thing that a caption names. */
export interface Thing {
  /** Without its article: `shiny red cup`. */
  readonly name: string;
  /** The caption without it. */
  readonly without: string;
}

const ARTICLES: ReadonlySet<string> = new Set(['a', 'an', 'the']);
/** What begins the words about the place. */
const PLACES: ReadonlySet<string> = new Set('on in at over under near beside behind with by from to'.split(' '));

/** The things of a caption like "a cartoon of a pear, a red cup and a candle on snow at night", in its order. */
export function findThings(caption: string): readonly Thing[] {
  const words = splitSentence(caption);
  const isPlace = (word: string): boolean => PLACES.has(word.toLowerCase());
  const of = words.findIndex((word) => word.toLowerCase() === 'of');
  const placeAt = words.findIndex(isPlace);
  const begin = of >= 0 && (placeAt < 0 || of < placeAt) ? of + 1 : 0;
  const end = placeAt < 0 ? words.length : placeAt;
  const phrases = listPhrases(words.slice(begin, end));
  const tail = words.slice(end).join(' ');
  return phrases.flatMap((phrase, index) => {
    const name = phrase.filter((word) => !ARTICLES.has(word.toLowerCase())).join(' ');
    const others = phrases.toSpliced(index, 1).map((words) => words.join(' '));
    // "A cartoon of" says nothing without the things.
    const head = others.length === 0 ? '' : [...words.slice(0, begin), joinPhrases(others)].join(' ');
    const without = `${head} ${tail}`.trim();
    return name === '' || without === '' ? [] : [{ name, without }];
  });
}

/** Parted by commas and by "and". */
function listPhrases(words: readonly string[]): readonly (readonly string[])[] {
  const phrases: string[][] = [[]];
  for (const word of words) {
    if (word.toLowerCase() === 'and') phrases.push([]);
    else phrases.at(-1)?.push(trimPunctuation(word));
    if (word.endsWith(',')) phrases.push([]);
  }
  return phrases.filter((phrase) => phrase.some((word) => !isFunctionWord(word)));
}

function joinPhrases(phrases: readonly string[]): string {
  const last = phrases.at(-1) ?? '';
  return phrases.length < 2 ? last : `${phrases.slice(0, -1).join(', ')} and ${last}`;
}
