import type { PackManifest } from '../../../protocol/pack-manifest.ts';
import { diffWords } from '../prompts/diff-words.ts';

/** These follow the words they stand before: "an orange ball" becomes "a red ball". */
const ARTICLES: ReadonlySet<string> = new Set(['a', 'an', 'the']);

/** Whether all that the words change is things and their colours, by the pack's own lists; false for a pack that has none. */
export function isLocalEdit(source: string, target: string, vocabulary: PackManifest['vocabulary']): boolean {
  const { words, goneAtEnd } = diffWords(source, target);
  const changed = words.flatMap(({ word, kind, gone }) => (kind === 'same' ? gone : [...gone, word]));
  const keys = [...changed, ...goneAtEnd].flatMap(splitWords).filter((word) => !ARTICLES.has(word));
  const local = new Set([...vocabulary.objects, ...vocabulary.colours, ...vocabulary.materials].flatMap(splitWords));
  const wide = new Set([...vocabulary.surfaces, ...vocabulary.times, ...vocabulary.styles].flatMap(splitWords));
  return keys.some((word) => local.has(word)) && !keys.some((word) => wide.has(word));
}

function splitWords(phrase: string): readonly string[] {
  return phrase.toLowerCase().match(/[\p{L}\p{N}'-]+/gu) ?? [];
}
