import type { PackManifest } from '../protocol/pack-manifest.ts';
import { isFunctionWord, normaliseWord } from './normalise-word.ts';
import type { ChangedWords } from './changed-words.ts';

/** What the changed words name. `other` is anything outside the pack's categories. */
export type EditKind =
  | 'identity'
  | 'colour'
  | 'material'
  | 'object'
  | 'add'
  | 'remove'
  | 'surface'
  | 'time'
  | 'style'
  | 'other';

type Category = Exclude<EditKind, 'identity' | 'add' | 'remove'>;

/** The widest change wins: another style or time of day repaints everything, a new colour one thing. */
const WIDEST_FIRST: readonly Category[] = ['style', 'time', 'surface', 'other', 'object', 'material', 'colour'];

/** A shorter sentence that leaves these out asks for no others: where nothing of the kind arrives, the photo's own stay. */
const UNSAID: ReadonlySet<Category> = new Set(['style', 'time', 'surface']);

/** The kind of an edit, from the pack's categories of the changed words. */
export function classifyEdit(
  source: readonly string[],
  target: readonly string[],
  changed: ChangedWords,
  vocabulary: PackManifest['vocabulary'],
): EditKind {
  const gone = namingWords(source, changed.source);
  const come = namingWords(target, changed.target);
  const arrived = new Set(come.map((word) => classifyWord(word, vocabulary)));
  const left = gone.map((word) => classifyWord(word, vocabulary));
  const kinds = new Set([...arrived, ...left.filter((kind) => arrived.has(kind) || !UNSAID.has(kind))]);
  const widest = WIDEST_FIRST.find((kind) => kinds.has(kind)) ?? 'identity';
  if (widest !== 'object') return widest;
  if (gone.length === 0) return 'add';
  return come.length === 0 ? 'remove' : 'object';
}

const LOCAL: ReadonlySet<EditKind> = new Set(['colour', 'material', 'object', 'add', 'remove']);

/** Whether an edit is of a thing, and not of the whole picture. */
export function isLocalEdit(kind: EditKind): boolean {
  return LOCAL.has(kind);
}

function namingWords(words: readonly string[], indices: readonly number[]): readonly string[] {
  return indices.map((index) => normaliseWord(words[index] ?? '')).filter((word) => !isFunctionWord(word));
}

function classifyWord(word: string, vocabulary: PackManifest['vocabulary']): Category {
  const isNamedBy = (phrases: readonly string[]): boolean => {
    const further = Object.entries(vocabulary.synonyms).flatMap(([phrase, of]) =>
      phrases.includes(of) ? [phrase] : [],
    );
    return [...phrases, ...further].some((phrase) => phrase.split(' ').includes(word));
  };
  if (isNamedBy(vocabulary.colours)) return 'colour';
  if (isNamedBy(vocabulary.materials)) return 'material';
  if (isNamedBy(vocabulary.objects)) return 'object';
  if (isNamedBy(vocabulary.surfaces)) return 'surface';
  if (isNamedBy(vocabulary.times)) return 'time';
  if (isNamedBy(vocabulary.styles)) return 'style';
  return 'other';
}
