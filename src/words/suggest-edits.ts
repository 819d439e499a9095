import type { PackManifest } from '../protocol/pack-manifest.ts';
import { findPhrase } from './find-phrase.ts';
import { nameChange } from './name-change.ts';

export interface EditSuggestion {
  /** `red → blue`. */
  readonly name: string;
  readonly target: string;
}

/**
 * Edits worth trying on a caption: for each kind of word the pack knows (colour, object, ground, time, material, style) the first phrase
 * of that kind in the caption, exchanged for another of the same kind.
 */
export function suggestEdits(source: string, vocabulary: PackManifest['vocabulary']): readonly EditSuggestion[] {
  const { colours, objects, surfaces, times, materials, styles } = vocabulary;
  return [colours, objects, surfaces, times, materials, styles].flatMap((phrases, kind) => {
    const from = findFirstPhrase(source, phrases);
    const others = phrases.filter((phrase) => phrase !== from && findPhrase(source, phrase) < 0);
    // A fixed spread, so that the suggestions differ between captions and stay put for one.
    const to = others[(source.length + kind) % Math.max(1, others.length)];
    if (from === null || to === undefined) return [];
    const at = findPhrase(source, from);
    const target = `${source.slice(0, at)}${to}${source.slice(at + from.length)}`;
    return [{ name: nameChange(source, target), target }];
  });
}

function findFirstPhrase(text: string, phrases: readonly string[]): string | null {
  const found = phrases
    .map((phrase) => ({ phrase, at: findPhrase(text, phrase) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at);
  return found[0]?.phrase ?? null;
}
