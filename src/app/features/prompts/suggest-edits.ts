import type { PackManifest } from '../../../protocol/pack-manifest.ts';
import { nameChange } from './name-change.ts';

export interface EditSuggestion {
  /** `red → blue`. */
  readonly name: string;
  readonly target: string;
}

/**
 * Edits worth trying on a caption: for each kind of word the pack knows (colour, object, ground, time) the first phrase
 * of that kind in the caption, exchanged for another of the same kind.
 */
export function suggestEdits(source: string, vocabulary: PackManifest['vocabulary']): readonly EditSuggestion[] {
  return [vocabulary.colours, vocabulary.objects, vocabulary.surfaces, vocabulary.times].flatMap((phrases, kind) => {
    const from = findFirstPhrase(source, phrases);
    const others = phrases.filter((phrase) => phrase !== from && findFirstPhrase(source, [phrase]) === null);
    // A fixed spread, so that the suggestions differ between captions and stay put for one.
    const to = others[(source.length + kind) % Math.max(1, others.length)];
    if (from === null || to === undefined) return [];
    const target = source.replace(asWholePhrase(from), to);
    return [{ name: nameChange(source, target), target }];
  });
}

function findFirstPhrase(text: string, phrases: readonly string[]): string | null {
  const found = phrases
    .map((phrase) => ({ phrase, at: text.search(asWholePhrase(phrase)) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at);
  return found[0]?.phrase ?? null;
}

function asWholePhrase(phrase: string): RegExp {
  const escaped = phrase.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(String.raw`(?<![\p{L}\p{N}])${escaped}(?![\p{L}\p{N}])`, 'iu');
}
