import { diffWords } from './diff-words.ts';
import { trimPunctuation } from './normalise-word.ts';

/** Names an edit by its change: `red → blue`, `+ big`, `− red`; an empty string where nothing changed. */
export function nameChange(source: string, target: string): string {
  const { words, goneAtEnd } = diffWords(source, target);
  const names: string[] = [];
  let adding = false;
  for (const { word, kind, gone } of words) {
    const shown = trimPunctuation(word);
    if (kind === 'added') {
      // Words added in a row read as one: "snow → a wooden table".
      if (adding) names.push(`${names.pop() ?? ''} ${shown}`);
      else names.push(`+ ${shown}`);
    }
    if (kind === 'changed') names.push(`${gone.map(trimPunctuation).join(' ')} → ${shown}`);
    if (kind === 'same' && gone.length > 0) names.push(`− ${gone.map(trimPunctuation).join(' ')}`);
    adding = kind !== 'same';
  }
  if (goneAtEnd.length > 0) names.push(`− ${goneAtEnd.map(trimPunctuation).join(' ')}`);
  return names.join(', ');
}
