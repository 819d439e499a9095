import type { TextModel } from '../engine/ports.ts';
import { zeros } from '../engine/tensor/tensor.ts';

/**
 * SDXL's guidance (`force_zeros_for_empty_prompt` of diffusers): hidden states and `text_embeds` of a prompt without words are
 * zero, their shapes and all other inputs as for any prompt.
 */
export function zeroEmptyPrompt(text: TextModel): TextModel {
  return {
    ...text,
    async encode(prompt) {
      const encoded = await text.encode(prompt);
      if (prompt.words.length > 0) return encoded;
      const { hiddenStates, added = {} } = encoded;
      const { text_embeds: pooled } = added;
      return {
        hiddenStates: zeros(hiddenStates.shape),
        added: pooled === undefined ? added : { ...added, text_embeds: zeros(pooled.shape) },
      };
    },
  };
}
