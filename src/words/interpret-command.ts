import type { PackManifest } from '../protocol/pack-manifest.ts';
import { isFunctionWord, normaliseWord, splitSentence } from './normalise-word.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const REMOVE = words('remove delete erase cut hide');
const CHANGE = words('make turn change paint color colour recolor recolour transform convert replace swap exchange');
const ARTICLES = words('a an the');
/** What stands between the thing and what it becomes. */
const INTO = words('to into with by for');

/**
 * The caption that an order asks for, as in "make it blue" of "a red car on a road": "a blue car on a road".
 *
 * @returns null where it is not plain what is meant
 */
export function interpretCommand(
  source: string,
  command: string,
  vocabulary: Pick<PackManifest['vocabulary'], 'colours'>,
): string | null {
  const order = splitSentence(command).map(normaliseWord);
  const at = order.findIndex((word) => REMOVE.has(word) || CHANGE.has(word));
  if (at < 0) return null;
  const rest = order.slice(at + 1).filter((word) => !ARTICLES.has(word) && word !== 'please');
  const caption = splitSentence(source);
  const target = REMOVE.has(order[at] ?? '') ? without(caption, rest) : withChange(caption, rest, vocabulary.colours);
  const text = target?.join(' ') ?? null;
  return text === null || text === caption.join(' ') ? null : text;
}

/** Takes a thing out with its article and what describes it, and with the "and" that joined it to another. */
function without(caption: readonly string[], thing: readonly string[]): readonly string[] | null {
  const noun = thing.at(-1);
  const end = caption.findIndex((word) => normaliseWord(word) === noun);
  if (noun === undefined || end < 0 || isFunctionWord(noun)) return null;
  const before = caption
    .slice(0, end)
    .findLastIndex((word) => isFunctionWord(word) && !ARTICLES.has(normaliseWord(word)));
  const [joiner, next] = [caption[before], caption[end + 1]];
  // The only thing of a caption cannot go without the caption.
  if (joiner === 'and') return [...caption.slice(0, before), ...caption.slice(end + 1)];
  return before < 0 && next === 'and' ? caption.slice(end + 2) : null;
}

/** Another colour for a thing, or another word in its place. */
function withChange(
  caption: readonly string[],
  rest: readonly string[],
  colours: readonly string[],
): readonly string[] | null {
  const to = rest.at(-1);
  const what = rest
    .slice(0, -1)
    .filter((word) => !INTO.has(word))
    .at(-1);
  if (to === undefined || what === undefined) return null;
  const known = caption.map(normaliseWord);
  const named = known.indexOf(what);
  const isIt = what === 'it' || what === 'this' || what === 'that';
  if (named < 0 && !isIt) return null;
  if (!colours.includes(to)) return isIt || isFunctionWord(to) ? null : withWord(caption, named, to);
  // "It" is the first thing that a caption names.
  const isColour = (word: string): boolean => colours.includes(word);
  const described = known.slice(0, named + 1).findLastIndex((word) => isFunctionWord(word)) + 1;
  const colourAt = isIt ? known.findIndex(isColour) : known.findIndex((word, i) => i >= described && isColour(word));
  if (colourAt >= 0 && (isIt || colourAt < named)) return withWord(caption, colourAt, to);
  const thingAt = isIt ? known.findIndex((word) => !isFunctionWord(word)) : described;
  return thingAt < 0 ? null : withWord(caption.toSpliced(thingAt, 0, to), thingAt, to);
}

/** Another word in a place, with the article that goes with its sound. */
function withWord(caption: readonly string[], index: number, word: string): readonly string[] {
  const article = caption[index - 1];
  const changed = caption.with(index, word);
  if (article !== 'a' && article !== 'an') return changed;
  return changed.with(index - 1, /^[aeiou]/u.test(word) ? 'an' : 'a');
}
