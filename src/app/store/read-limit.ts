import type { AppState } from './app-state.ts';

/** CLIP's, whose text encoders nearly all models have. */
const USUAL_TOKENS = 77;

/** How many words of a sentence the model has room for at most: each is a token or more, and the beginning and the end are one each. */
export function countReadable({ pack }: Pick<AppState, 'pack'>): number {
  return (pack.opened?.manifest.text.maxTokens ?? USUAL_TOKENS) - 2;
}
