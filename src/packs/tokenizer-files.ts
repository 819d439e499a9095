import { EngineFailure } from '../protocol/errors.ts';
import type { PackManifest } from '../protocol/pack-manifest.ts';
import { buildClipTokenizerFiles, type ClipTokenizerFiles } from './clip-tokenizer-files.ts';
import { type Digest, parseJsonRecord, readPackFile } from './pack-file.ts';
import type { PackReader } from './pack-reader.ts';
import { isRecord } from './is-record.ts';
import { TOKENIZER_FILES } from './pack-layout.ts';

type Config = Readonly<Record<string, unknown>>;

/**
 * CLIP's tokenizer from a pack: `vocab.json` and `merges.txt`, or the `tokenizer.json` that holds both. Throws as
 * `readPackFile`, and `pack/unsupported` for a tokenizer of another kind.
 */
export async function readTokenizerFiles(
  { digest }: { readonly digest?: Digest | undefined },
  reader: PackReader,
  manifest: PackManifest,
  folder: string,
): Promise<ClipTokenizerFiles> {
  const has = (file: string) => manifest.files.some(({ path }) => path === `${folder}/${file}`);
  const read = (file: string) => readPackFile(reader, manifest, `${folder}/${file}`, digest);
  const readJson = async (file: string) => parseJsonRecord(await read(file), `${folder}/${file}`);
  const readOptional = async (file: string): Promise<Config> => (has(file) ? readJson(file) : {});
  const special = await readOptional(TOKENIZER_FILES.specialTokens);
  const own = await readOptional(TOKENIZER_FILES.config);
  const config = { ...own, pad_token: contentOf(own['pad_token'] ?? special['pad_token']) };
  const { fast, vocabulary: vocabularyFile, merges: mergesFile } = TOKENIZER_FILES;
  if (has(fast) && !(has(vocabularyFile) && has(mergesFile))) {
    const { vocabulary, merges } = readBpe(await readJson(fast), `${folder}/${fast}`);
    return buildClipTokenizerFiles(vocabulary, merges, config);
  }
  const vocabulary = await readJson(vocabularyFile);
  const merges = new TextDecoder().decode(await read(mergesFile));
  return buildClipTokenizerFiles(vocabulary as Record<string, number>, merges, config);
}

/** A special token is a string, or a record that says how it is matched. */
function contentOf(token: unknown): unknown {
  return isRecord(token) ? token['content'] : token;
}

function readBpe(tokenizer: Config, file: string) {
  const model = isRecord(tokenizer['model']) ? tokenizer['model'] : {};
  const { type, vocab, merges } = model;
  if ((type ?? 'BPE') !== 'BPE' || !isRecord(vocab) || !Array.isArray(merges)) {
    throw new EngineFailure('pack/unsupported', { file, reason: 'its tokenizer is not CLIP’s byte-pair encoding' });
  }
  // Merges are pairs since tokenizers 0.20; before, they were lines.
  const lines = merges.map((merge: unknown) => (Array.isArray(merge) ? merge.join(' ') : String(merge)));
  return { vocabulary: vocab as Record<string, number>, merges: lines.join('\n') };
}
