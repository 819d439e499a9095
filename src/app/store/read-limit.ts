import type { AppState, WordPlace } from './app-state.ts';

/** CLIP's, whose text encoders nearly all models have. */
const USUAL_TOKENS = 77;

/** How many words of a sentence the model has room for at most: each is a token or more, and the beginning and the end are one each. */
export function countReadable({ pack }: Pick<AppState, 'pack'>): number {
  return (pack.opened?.manifest.text.maxTokens ?? USUAL_TOKENS) - 2;
}

/**
 * How many words of a sentence the model reads. How many tokens a word takes only the model knows, so this is what it read when the
 * picture on screen was made; what it has room for at most where it read everything then.
 */
export function countRead(state: Pick<AppState, 'pack' | 'run'>, sentence: WordPlace['sentence']): number {
  return Math.min(state.run.result?.unreadFrom?.[sentence] ?? Number.POSITIVE_INFINITY, countReadable(state));
}

/** The same for a sentence of the batch, by what the model read when it made the last picture of it. */
export function countReadInBatch(
  { pack, batch }: Pick<AppState, 'pack' | 'batch'>,
  sentence: WordPlace['sentence'],
): number {
  return Math.min(batch?.unreadFrom?.[sentence] ?? Number.POSITIVE_INFINITY, countReadable({ pack }));
}
