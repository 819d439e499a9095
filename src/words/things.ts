import { isFunctionWord, normaliseWord, splitSentence, trimPunctuation } from './normalise-word.ts';

/** A thing that a caption names. */
export interface Thing {
  /** Without its article: `shiny red cup`. */
  readonly name: string;
  /** Its words, by their places in the caption. */
  readonly words: readonly number[];
  /** The caption without it. */
  readonly without: string;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const DETERMINERS = words('a an the his her its their my your our some');
/** What begins the words about the place. */
const PLACES = words('on in at over under by from to');
/** What joins a thing to another one, the longest first. */
const COMPANIONS = ['in front of', 'on top of', 'next to', 'close to', 'with', 'near', 'beside', 'behind'].map((text) =>
  text.split(' '),
);
/** What things do there, as captions say it; it stands and goes with what follows it. */
const DOINGS = words(
  'sitting standing lying leaning resting hanging sleeping walking running jumping playing parked placed holding carrying wearing riding eating drinking using pushing pulling reading watching',
);

interface PhraseWord {
  readonly word: string;
  /** Its place in the caption. */
  readonly at: number;
}

/** Some things that are joined to those before in one way, or a part of the setting. */
interface Group {
  readonly isSetting: boolean;
  /** What is done there: "sitting". */
  readonly doing: string;
  /** "next to", "on"; nothing for what a caption begins with. */
  readonly joiner: string;
  /** As it stands in the caption behind its joiner. */
  readonly text: string;
  /** Parted by commas and by "and". */
  readonly phrases: readonly (readonly PhraseWord[])[];
}

interface Caption {
  /** "A cartoon of". */
  readonly style: string;
  readonly groups: readonly Group[];
}

/** The things of a caption like "a cartoon of a pear, a red cup and a candle next to a vase on snow at night", in its order. */
export function findThings(caption: string): readonly Thing[] {
  const parts = partCaption(caption);
  return parts.groups.flatMap((group) =>
    group.isSetting
      ? []
      : group.phrases.flatMap((phrase) => {
          const without = writeWithout(parts, group, phrase);
          return without === '' ? [] : [{ ...nameOf(phrase), without }];
        }),
  );
}

/** The same, and then the places that are things as well: the sofa of "a cat on a sofa". */
export function findThingsAndPlaces(caption: string): readonly Thing[] {
  const parts = partCaption(caption);
  const places = parts.groups.flatMap((group) => {
    const [phrase, ...others] = group.phrases;
    const isThing =
      phrase !== undefined && others.length === 0 && DETERMINERS.has(normaliseWord(phrase[0]?.word ?? ''));
    const without = writeWithout(parts, group, phrase ?? []);
    return group.isSetting && isThing && without !== '' ? [{ ...nameOf(phrase), without }] : [];
  });
  return [...findThings(caption), ...places];
}

/** What a caption says of style and place without all of its things: "a cartoon on snow"; itself where it says nothing of them. */
export function describeSetting(caption: string): string {
  const { style, groups } = partCaption(caption);
  const settings = groups.filter(({ isSetting }) => isSetting).map(({ joiner, text }) => `${joiner} ${text}`);
  if (settings.length === 0) return caption;
  return [style.replace(/ ?\S+$/u, ''), ...settings].join(' ').trim();
}

function nameOf(phrase: readonly PhraseWord[]): Omit<Thing, 'without'> {
  const naming = phrase.filter(({ word }) => !DETERMINERS.has(word.toLowerCase()));
  return { name: naming.map(({ word }) => word).join(' '), words: naming.map(({ at }) => at) };
}

/** The caption without a phrase; what is joined to nothing any more stands in its place. */
function writeWithout({ style, groups }: Caption, group: Group, phrase: readonly PhraseWord[]): string {
  const others = group.phrases.filter((other) => other !== phrase);
  const left = groups.flatMap((each) =>
    each !== group ? [each] : others.length === 0 ? [] : [{ ...each, text: joinPhrases(others) }],
  );
  const first = left.find(({ isSetting }) => !isSetting);
  // "A cartoon of" says nothing without the things, and nobody sits there.
  if (first === undefined) return left.map(({ joiner, text }) => `${joiner} ${text}`).join(' ');
  const isLed = group !== groups[0] || others.length > 0;
  const follows = left
    .filter((each) => each !== first)
    .map(({ doing, joiner, text }) => [isLed ? doing : '', joiner, text].filter(Boolean).join(' '));
  return [style, first.text, ...follows].filter(Boolean).join(' ');
}

function partCaption(caption: string): Caption {
  const all = splitSentence(caption);
  const known = all.map(normaliseWord);
  const of = known.indexOf('of');
  const begin = of >= 0 && !known.slice(0, of).some((_, at) => readJoiner(known, at) !== null) ? of + 1 : 0;
  const groups: Group[] = [];
  let opening: Pick<Group, 'isSetting' | 'doing' | 'joiner'> = { isSetting: false, doing: '', joiner: '' };
  let start = begin;
  const close = (end: number): void => {
    const phrases = listPhrases(all.slice(start, end), start);
    if (opening.isSetting || phrases.length > 0) {
      groups.push({ ...opening, text: all.slice(start, end).join(' '), phrases });
    }
  };
  for (let at = begin; at < all.length; at++) {
    const joiner = readJoiner(known, at);
    if (joiner === null) continue;
    close(at);
    opening = joiner;
    at += joiner.length - 1;
    start = at + 1;
  }
  close(all.length);
  return { style: all.slice(0, begin).join(' '), groups };
}

/** What begins a group at a place of the caption, and how many words it takes; null for nothing. */
function readJoiner(
  known: readonly string[],
  at: number,
): (Pick<Group, 'isSetting' | 'doing' | 'joiner'> & { readonly length: number }) | null {
  const isDoing = DOINGS.has(known[at] ?? '');
  const doing = isDoing ? (known[at] ?? '') : '';
  const next = isDoing ? at + 1 : at;
  const companion = COMPANIONS.find((joiner) => joiner.every((word, i) => known[next + i] === word));
  const place = known[next] ?? '';
  const own = isDoing ? 1 : 0;
  if (companion !== undefined) {
    return { isSetting: false, doing, joiner: companion.join(' '), length: own + companion.length };
  }
  if (PLACES.has(place)) return { isSetting: true, doing, joiner: place, length: own + 1 };
  return isDoing && DETERMINERS.has(place) ? { isSetting: false, doing, joiner: '', length: 1 } : null;
}

/** @param begin of these words in the caption */
function listPhrases(those: readonly string[], begin: number): readonly (readonly PhraseWord[])[] {
  const phrases: PhraseWord[][] = [[]];
  for (const [i, word] of those.entries()) {
    if (word.toLowerCase() === 'and') phrases.push([]);
    else phrases.at(-1)?.push({ word: trimPunctuation(word), at: begin + i });
    if (word.endsWith(',')) phrases.push([]);
  }
  return phrases.filter((phrase) =>
    phrase.some(({ word }) => !isFunctionWord(word) && !DETERMINERS.has(word.toLowerCase())),
  );
}

function joinPhrases(phrases: readonly (readonly PhraseWord[])[]): string {
  const texts = phrases.map((phrase) => phrase.map(({ word }) => word).join(' '));
  const last = texts.at(-1) ?? '';
  return texts.length < 2 ? last : `${texts.slice(0, -1).join(', ')} and ${last}`;
}
