import type { EncodedText, TextModel, TokenizedPrompt } from '../engine/ports.ts';
import type { Graph } from '../engine/graph/graph.ts';
import { fixBorders } from '../engine/passes/fix-borders.ts';
import { tensor, type Tensor } from '../engine/tensor/tensor.ts';
import type { PackTextEncoder } from '../protocol/pack-manifest.ts';
import type { ClipTokenizerFiles } from '../packs/clip-tokenizer-files.ts';
import { splitSentence } from '../words/normalise-word.ts';
import type { OutputCheck } from './output-check.ts';
import type { PromptTokenizer } from './prompt-tokenizer.ts';
import type { Session } from './session.ts';

const HIDDEN = 'hidden_states';
const POOLED = 'text_embeds';

type TokenIds = Pick<ClipTokenizerFiles, 'bosId' | 'eosId' | 'padId'>;

/** An adapted text encoder that runs, and the token that its own tokenizer pads with. */
export interface OpenedTextEncoder {
  readonly session: Session;
  readonly padId: number;
  readonly hasPooled: boolean;
  readonly check: OutputCheck;
}

/** A text encoder of any exporter, as `input_ids` -> `hidden_states` and, for SDXL's second, `text_embeds`. */
export function adaptTextEncoder(graph: Graph, { hiddenStates, pooled }: PackTextEncoder): Graph {
  const outputs = { [HIDDEN]: hiddenStates, ...(pooled === null ? {} : { [POOLED]: pooled }) };
  return fixBorders(graph, { input: { name: 'input_ids', dtype: 'int64' }, outputs });
}

/**
 * CLIP's text encoders: BOS, the tokens of each space-separated word, EOS, padding to `maxTokens` (S). Words that no longer fit
 * are left out and `truncated` is set. Several encoders (SDXL) read the same tokens, each with its own padding; their
 * hidden states are concatenated. `constants` is what the denoiser takes beside the words, whatever they are.
 */
export function createTextModel(
  encoders: readonly OpenedTextEncoder[],
  tokenizer: PromptTokenizer,
  ids: TokenIds,
  maxTokens: number,
  constants: Readonly<Record<string, Tensor>> = {},
): TextModel {
  return {
    tokens: maxTokens,
    tokenize: (prompt) => tokenizePrompt(prompt, tokenizer, ids, maxTokens),
    async encode(prompt): Promise<EncodedText> {
      const states: Tensor[] = [];
      const added = { ...constants };
      for (const { session, padId, hasPooled, check } of encoders) {
        const own = padWith(prompt.ids, ids.eosId, padId);
        const wanted = hasPooled ? [HIDDEN, POOLED] : [HIDDEN];
        const outputs = await session.run({ input_ids: { shape: [1, own.length], ids: own } }, wanted);
        states.push(check(take(outputs, HIDDEN)));
        if (hasPooled) added[POOLED] = take(outputs, POOLED);
      }
      const hiddenStates = joinWidths(states);
      return Object.keys(added).length === 0 ? { hiddenStates } : { hiddenStates, added };
    },
  };
}

function tokenizePrompt(
  prompt: string,
  tokenizer: PromptTokenizer,
  { bosId, eosId, padId }: TokenIds,
  maxTokens: number,
): TokenizedPrompt {
  const ids = [bosId];
  let truncated = false;
  const words = splitSentence(prompt).map((text) => {
    const tokens = truncated ? [] : tokenizer.encode(text);
    // One position is kept for EOS; a word is taken as a whole or not at all.
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

/** The same tokens with other padding behind the first EOS. */
function padWith(ids: readonly number[], eosId: number, padId: number): readonly number[] {
  const end = ids.indexOf(eosId);
  return ids.map((id, index) => (index > end ? padId : id));
}

/** Concatenates [1, S, w_i] to [1, S, sum of w_i]. */
function joinWidths(states: readonly Tensor[]): Tensor {
  const [first, ...others] = states;
  if (first === undefined) throw new RangeError('the pack has no text encoder');
  if (others.length === 0) return first;
  const [rows = 1, tokens = 0] = first.shape;
  const widths = states.map(({ shape }) => shape[2] ?? 0);
  const width = widths.reduce((sum, own) => sum + own, 0);
  const data = new Float32Array(tokens * width);
  let column = 0;
  for (const [index, state] of states.entries()) {
    const own = widths[index] ?? 0;
    for (let token = 0; token < tokens; token++) {
      data.set(state.data.subarray(token * own, (token + 1) * own), token * width + column);
    }
    column += own;
  }
  return tensor([rows, tokens, width], data);
}

function take(outputs: Readonly<Record<string, Tensor>>, name: string): Tensor {
  const value = outputs[name];
  if (value === undefined) throw new RangeError(`the text encoder has no output ${name}`);
  return value;
}
