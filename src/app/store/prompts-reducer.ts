import { remapEmphasis } from '../../words/remap-emphasis.ts';

export interface Prompts {
  /** What the photo shows. */
  readonly source: string;
  /** What it should show. */
  readonly target: string;
  /** Emphasis per target word by its index; 1 is neutral and left out. */
  readonly emphasis: Readonly<Record<number, number>>;
}

export const EMPTY_PROMPTS: Prompts = { source: '', target: '', emphasis: {} };

/** The target is a copy of the source until it is edited. */
export function describePhoto(prompts: Prompts, source: string): Prompts {
  if (prompts.target !== prompts.source) return { ...prompts, source };
  return { source, target: source, emphasis: remapEmphasis(prompts.target, source, prompts.emphasis) };
}

export function retarget(prompts: Prompts, target: string): Prompts {
  if (target === prompts.target) return prompts;
  return { ...prompts, target, emphasis: remapEmphasis(prompts.target, target, prompts.emphasis) };
}

export function emphasise(prompts: Prompts, index: number, value: number): Prompts {
  const others = Object.entries(prompts.emphasis).filter(([key]) => Number(key) !== index);
  const emphasis = Object.fromEntries(value === 1 ? others : [...others, [String(index), value]]);
  return { ...prompts, emphasis };
}

/** Exchanges one word wherever it stands in a sentence, whatever its case. */
export function replaceWord(sentence: string, word: string, replacement: string): string {
  return sentence.replaceAll(/[\p{L}\p{N}'-]+/gu, (found) =>
    found.toLowerCase() === word.toLowerCase() ? replacement : found,
  );
}
