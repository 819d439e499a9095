import type { TextModel, TokenizedPrompt } from '../engine/edit/ports.ts';
import type { Tensor } from '../engine/tensor/tensor.ts';
import type { ClipTokenizerFiles } from './clip-tokenizer-files.ts';
import type { PromptTokenizer } from './prompt-tokenizer.ts';
import type { Session } from './session.ts';

/**
 * CLIP's text encoder: BOS, the tokens of each space-separated word, EOS, padding to `maxTokens` (S). Words that no longer fit
 * are left out and `truncated` is set.
 */
export function createTextModel(
  session: Session,
  tokenizer: PromptTokenizer,
  ids: Pick<ClipTokenizerFiles, 'bosId' | 'eosId' | 'padId'>,
  maxTokens: number,
): TextModel {
  return {
    tokens: maxTokens,
    tokenize: (prompt) => tokenizePrompt(prompt, tokenizer, ids, maxTokens),
    encode: (prompt) => encodeTokens(session, prompt.ids),
  };
}

function tokenizePrompt(
  prompt: string,
  tokenizer: PromptTokenizer,
  { bosId, eosId, padId }: Pick<ClipTokenizerFiles, 'bosId' | 'eosId' | 'padId'>,
  maxTokens: number,
): TokenizedPrompt {
  const ids = [bosId];
  let truncated = false;
  const words = prompt
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((text) => {
      const tokens = tokenizer.encode(text, { add_special_tokens: false });
      // One place is kept for EOS; a word is taken as a whole or not at all.
      truncated ||= ids.length + tokens.length > maxTokens - 1;
      if (truncated) return { text, positions: [] };
      const positions = tokens.map((_, index) => ids.length + index);
      ids.push(...tokens);
      return { text, positions };
    });
  ids.push(eosId);
  while (ids.length < maxTokens) ids.push(padId);
  return { ids, words, truncated };
}

async function encodeTokens(session: Session, ids: readonly number[]): Promise<Tensor> {
  const { last_hidden_state: states } = await session.run({ input_ids: { shape: [1, ids.length], ids } }, [
    'last_hidden_state',
  ]);
  if (states === undefined) throw new RangeError('the text encoder has no output last_hidden_state');
  return states;
}
