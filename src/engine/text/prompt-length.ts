import type { TokenizedPrompt } from '../ports.ts';

/** Positions that a prompt takes, with its start and its end token and without padding. */
export function promptLength(prompt: TokenizedPrompt): number {
  const last = prompt.words.reduce((last, word) => Math.max(last, ...word.positions), 0);
  return Math.min(last + 2, prompt.ids.length);
}
