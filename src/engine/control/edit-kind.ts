import type { PackManifest } from '../../protocol/pack-manifest.ts';
import type { TokenizedPrompt } from '../edit/ports.ts';
import { isFunctionWord, normaliseWord } from '../text/normalise-word.ts';
import type { ChangedWords } from './changed-words.ts';

/** What the changed words name. `other` is anything outside the pack's categories. */
export type EditKind = 'identity' | 'colour' | 'object' | 'surface' | 'time' | 'other';

/** The widest change wins: a new time of day repaints everything, a new colour one thing. */
const WIDEST_FIRST: readonly EditKind[] = ['time', 'surface', 'other', 'object', 'colour'];

/** The kind of an edit, from the pack's categories of the changed words. */
export function classifyEdit(
  source: TokenizedPrompt,
  target: TokenizedPrompt,
  changed: ChangedWords,
  vocabulary: PackManifest['vocabulary'],
): EditKind {
  const words = [
    ...changed.source.map((index) => source.words[index]?.text ?? ''),
    ...changed.target.map((index) => target.words[index]?.text ?? ''),
  ].filter((word) => !isFunctionWord(word));
  const kinds = new Set(words.map((word) => classifyWord(word, vocabulary)));
  return WIDEST_FIRST.find((kind) => kinds.has(kind)) ?? 'identity';
}

function classifyWord(text: string, vocabulary: PackManifest['vocabulary']): EditKind {
  const word = normaliseWord(text);
  const isNamedBy = (phrases: readonly string[]): boolean => phrases.some((phrase) => phrase.split(' ').includes(word));
  if (isNamedBy(vocabulary.colours)) return 'colour';
  if (isNamedBy(vocabulary.objects)) return 'object';
  if (isNamedBy(vocabulary.surfaces)) return 'surface';
  if (isNamedBy(vocabulary.times)) return 'time';
  return 'other';
}
