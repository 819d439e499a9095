/** The part of a tokenizer that Renoir uses; `PreTrainedTokenizer` of transformers.js fits. */
export interface PromptTokenizer {
  encode(text: string, options: { add_special_tokens: boolean }): readonly number[];
}
