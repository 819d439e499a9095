/** The two JSON documents a fast tokenizer is made of: `tokenizer.json` and `tokenizer_config.json`. */
export interface ClipTokenizerFiles {
  readonly tokenizer: object;
  readonly config: object;
  readonly bosId: number;
  readonly eosId: number;
  readonly padId: number;
}

const BOS = '<|startoftext|>';
const EOS = '<|endoftext|>';

/** CLIP's word pattern (Radford et al. 2021, `simple_tokenizer.py`): contractions, letters, single digits, the rest. */
const WORD_PATTERN = "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

/**
 * Writes the `tokenizer.json` of a CLIP tokenizer from `vocab.json` and `merges.txt`, the form in which diffusers packs ship
 * it: NFC, whitespace collapsed, lower case; words by pattern; byte-level BPE with `</w>` at the end of a word. Throws a RangeError for
 * a vocabulary without the marks of beginning and end.
 */
export function buildClipTokenizerFiles(
  vocabulary: Readonly<Record<string, number>>,
  merges: readonly string[],
  config: Readonly<Record<string, unknown>>,
): ClipTokenizerFiles {
  const bosId = vocabulary[BOS];
  const eosId = vocabulary[EOS];
  if (bosId === undefined || eosId === undefined) throw new RangeError(`the vocabulary has no ${BOS} or no ${EOS}`);
  const padToken = config['pad_token'];
  const padId = (typeof padToken === 'string' ? vocabulary[padToken] : undefined) ?? eosId;
  const special = { single_word: false, lstrip: false, rstrip: false, normalized: true, special: true };
  return {
    bosId,
    eosId,
    padId,
    config: { ...config, tokenizer_class: 'CLIPTokenizer' },
    tokenizer: {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: [
        { id: bosId, content: BOS, ...special },
        { id: eosId, content: EOS, ...special },
      ],
      normalizer: {
        type: 'Sequence',
        normalizers: [
          { type: 'NFC' },
          { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
          { type: 'Lowercase' },
        ],
      },
      pre_tokenizer: {
        type: 'Sequence',
        pretokenizers: [
          { type: 'Split', pattern: { Regex: WORD_PATTERN }, behavior: 'Removed', invert: true },
          { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true },
        ],
      },
      post_processor: {
        type: 'RobertaProcessing',
        sep: [EOS, eosId],
        cls: [BOS, bosId],
        trim_offsets: false,
        add_prefix_space: false,
      },
      decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true },
      model: {
        type: 'BPE',
        dropout: null,
        unk_token: EOS,
        continuing_subword_prefix: '',
        end_of_word_suffix: '</w>',
        fuse_unk: false,
        vocab: vocabulary,
        merges,
      },
    },
  };
}
