import type { PackManifest } from '../protocol/pack-manifest.ts';
import { isFunctionWord, normaliseWord, splitSentence } from './normalise-word.ts';
import { findThings, findThingsAndPlaces } from './things.ts';

type Vocabulary = Pick<PackManifest['vocabulary'], 'colours' | 'surfaces' | 'times'>;

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const REMOVE = words('remove delete erase cut hide');
/** Orders to remove with one of the second words behind them: "get rid of", "take away". */
const REMOVE_WITH = words('get take');
const AWAY = words('rid away out off');
const CHANGE = words('make turn change paint color colour recolor recolour transform convert replace swap exchange');
const ARTICLES = words('a an the');
/** What stands between the thing and what it becomes. */
const INTO = words('to into with by for');
const IT = words('it this that');
/** Articles tell a thing from a quality: "turn it into a cube", "make it nicer". */
const INDEFINITE = words('a an into');

/**
 * The caption that an order asks for, as in "make it blue" of "a red car on a road": "a blue car on a road".
 *
 * @returns null where it is not plain what is meant
 */
export function interpretCommand(source: string, command: string, vocabulary: Vocabulary): string | null {
  const order = splitSentence(command)
    .map(normaliseWord)
    .filter((word) => word !== 'please');
  const isAway = order.some((word) => AWAY.has(word));
  const removes = (word: string): boolean => REMOVE.has(word) || (isAway && REMOVE_WITH.has(word));
  const at = order.findIndex((word) => removes(word) || CHANGE.has(word));
  if (at < 0) return null;
  const rest = order.slice(at + 1);
  const caption = splitSentence(source).join(' ');
  const target = removes(order[at] ?? '') ? without(caption, rest, vocabulary) : withChange(caption, rest, vocabulary);
  return target === caption ? null : target;
}

/** Takes a thing out of a caption, with its article, what describes it and what joined it to another. */
function without(caption: string, rest: readonly string[], { surfaces, times }: Vocabulary): string | null {
  const thing = readPhrase(rest.filter((word) => word !== 'of' && !AWAY.has(word)));
  const noun = thing.at(-1);
  // A ground and a light cannot go: a sentence without them asks for no others.
  if (noun === undefined || [...surfaces, ...times].some((phrase) => phrase.split(' ').includes(noun))) return null;
  const named = findThingsAndPlaces(caption).map(({ name, without }) => ({
    own: name.split(' ').map(normaliseWord),
    without,
  }));
  const meant = named.find(({ own }) => thing.every((word) => own.includes(word)));
  return (meant ?? named.find(({ own }) => own.at(-1) === noun))?.without ?? null;
}

/** Another colour for a thing, or another thing in its place. */
function withChange(sentence: string, rest: readonly string[], { colours }: Vocabulary): string | null {
  const caption = splitSentence(sentence);
  const known = caption.map(normaliseWord);
  const into = rest.findLastIndex((word) => INTO.has(word));
  const to = (into < 0 ? rest.slice(-1) : rest.slice(into + 1)).filter((word) => !ARTICLES.has(word));
  const what = readPhrase(into < 0 ? rest.slice(0, -1) : rest.slice(0, into)).at(-1);
  const last = to.at(-1);
  if (last === undefined || what === undefined || isFunctionWord(last)) return null;
  const isIt = IT.has(what);
  if (colours.includes(last))
    return to.length > 1 ? null : withColour(caption, isIt ? null : known.indexOf(what), last, colours);
  if (isIt && !INDEFINITE.has(rest.at(-1 - to.length) ?? '')) return null;
  // "It" is the first thing that a caption names.
  const meant = isIt ? findThings(sentence)[0]?.words : [known.indexOf(what)];
  const noun = meant?.at(-1) ?? -1;
  if (noun < 0) return null;
  if (to.length === 1) return withWord(caption, noun, last).join(' ');
  // What described the old thing says nothing of a new one that is described itself.
  const begin = known.slice(0, noun).findLastIndex(isFunctionWord) + 1;
  return withWord(caption.toSpliced(begin, noun + 1 - begin, to.join(' ')), begin, to.join(' ')).join(' ');
}

/** @param named the place of the thing's noun; null for "it" */
function withColour(
  caption: readonly string[],
  named: number | null,
  colour: string,
  colours: readonly string[],
): string | null {
  if (named === -1) return null;
  const known = caption.map(normaliseWord);
  const isColour = (word: string): boolean => colours.includes(word);
  const described = named === null ? 0 : known.slice(0, named + 1).findLastIndex((word) => isFunctionWord(word)) + 1;
  const colourAt = known.findIndex((word, i) => i >= described && isColour(word));
  if (colourAt >= 0 && (named === null || colourAt < named)) return withWord(caption, colourAt, colour).join(' ');
  const thingAt = named === null ? known.findIndex((word) => !isFunctionWord(word)) : described;
  return thingAt < 0 ? null : withWord(caption.toSpliced(thingAt, 0, colour), thingAt, colour).join(' ');
}

/** The words of the first thing that is named: "red car" of "the red car on the left". */
function readPhrase(rest: readonly string[]): readonly string[] {
  const begin = rest.findIndex((word) => !ARTICLES.has(word));
  if (begin < 0) return [];
  const end = rest.findIndex((word, i) => i >= begin && isFunctionWord(word));
  return rest.slice(begin, end < 0 ? rest.length : end);
}

/** Another word in a place, with the article that goes with its sound. */
function withWord(caption: readonly string[], index: number, word: string): readonly string[] {
  const article = caption[index - 1];
  const changed = caption.with(index, word);
  if (article !== 'a' && article !== 'an') return changed;
  return changed.with(index - 1, /^[aeiou]/u.test(word) ? 'an' : 'a');
}
