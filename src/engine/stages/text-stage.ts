import type { EditContext } from './edit-context.ts';
import type { Prompt } from '../editing/editor.ts';
import { stableHash } from './stable-hash.ts';

/** Tokens and hidden states of a prompt; hidden states come from the cache when the tokens are known. */
export async function readPrompt(context: EditContext, prompt: string, guidance: number): Promise<Prompt> {
  const tokenized = context.models.text.tokenize(prompt);
  const key = stableHash({ stage: 'text', model: context.modelId, ids: tokenized.ids });
  let encoded = context.cache.text.get(key);
  if (!encoded) {
    encoded = await context.models.text.encode(tokenized);
    context.cache.text.set(key, encoded, encoded.hiddenStates.data.byteLength);
  }
  return { tokenized, conditioning: { ...encoded, guidance } };
}

/** The prompt of what is painted: with the empty prompt beside it, where that is how the model is guided. */
export async function readTarget(context: EditContext, prompt: string, guidance: number): Promise<Prompt> {
  const read = await readPrompt(context, prompt, guidance);
  if (context.guidance !== 'empty-prompt' || guidance === 1) return read;
  const { conditioning: empty } = await readPrompt(context, '', guidance);
  return { ...read, conditioning: { ...read.conditioning, empty } };
}
