import { EngineFailure } from '../protocol/errors.ts';
import type { PackManifest } from '../protocol/pack-manifest.ts';
import { buildClipTokenizerFiles, type ClipTokenizerFiles } from './clip-tokenizer-files.ts';
import { damagedFile } from './damaged-file.ts';
import { decodeText } from './decode-text.ts';
import { type Digest, parseJsonRecord, readPackFile } from './pack-file.ts';
import type { PackReader } from './pack-reader.ts';
import { isRecord } from './is-record.ts';
import { TOKENIZER_FILES } from './pack-layout.ts';

type Config = Readonly<Record<string, unknown>>;

/** Byte-pair encoding: ids of its pieces, and which two become one, `l l` first to last. */
interface BytePairs {
  readonly vocabulary: Readonly<Record<string, number>>;
  readonly merges: readonly string[];
}

/** CLIP's `merges.txt` may hold more than the vocabulary was made of: the reference tokenizer reads this many. */
const MAX_MERGES = 49_152 - 256 - 2;

/**
 * CLIP's tokenizer from a pack: `vocab.json` and `merges.txt`, or the `tokenizer.json` that holds both. Throws as
 * `readPackFile`, `pack/corrupt-file` where vocabulary and merges do not fit, and `pack/unsupported` for a tokenizer of another kind.
 */
export async function readTokenizerFiles(
  { digest }: { readonly digest?: Digest | undefined },
  reader: PackReader,
  manifest: Pick<PackManifest, 'files'>,
  folder: string,
): Promise<ClipTokenizerFiles> {
  const pathOf = (file: string) => `${folder}/${file}`;
  const has = (file: string) => manifest.files.some(({ path }) => path === pathOf(file));
  const read = (file: string) => readPackFile(reader, manifest, pathOf(file), digest);
  const readJson = async (file: string) => parseJsonRecord(await read(file), pathOf(file));
  const readOptional = async (file: string): Promise<Config> => (has(file) ? readJson(file) : {});
  const special = await readOptional(TOKENIZER_FILES.specialTokens);
  const own = await readOptional(TOKENIZER_FILES.config);
  const config = { ...own, pad_token: contentOf(own['pad_token'] ?? special['pad_token']) };
  const { fast, vocabulary: vocabularyFile, merges: mergesFile } = TOKENIZER_FILES;
  const isFast = has(fast) && !(has(vocabularyFile) && has(mergesFile));
  const [vocabularyPath, mergesPath] = isFast
    ? [pathOf(fast), pathOf(fast)]
    : [pathOf(vocabularyFile), pathOf(mergesFile)];
  const pairs = isFast
    ? readBpe(await readJson(fast), pathOf(fast))
    : {
        vocabulary: readVocabulary(await readJson(vocabularyFile), vocabularyPath),
        merges: readMerges(decodeText(await read(mergesFile), mergesPath)),
      };
  checkMerges(pairs, mergesPath);
  try {
    return buildClipTokenizerFiles(pairs.vocabulary, pairs.merges, config);
  } catch (error) {
    throw damagedFile(vocabularyPath, { damage: 'vocabulary' }, error);
  }
}

/** A special token is a string, or a record that says how it is matched. */
function contentOf(token: unknown): unknown {
  return isRecord(token) ? token['content'] : token;
}

function readBpe(tokenizer: Config, file: string): BytePairs {
  const model = isRecord(tokenizer['model']) ? tokenizer['model'] : {};
  const { type, vocab, merges } = model;
  if ((type ?? 'BPE') !== 'BPE' || !isRecord(vocab) || !Array.isArray(merges)) {
    throw new EngineFailure('pack/unsupported', { file, reason: 'its tokenizer is not CLIP’s byte-pair encoding' });
  }
  // Merges are pairs since tokenizers 0.20; before, they were lines.
  const lines = merges.map((merge: unknown) => (isPair(merge) ? merge.join(' ') : merge));
  if (!lines.every((line) => typeof line === 'string')) throw damagedFile(file, { damage: 'vocabulary' });
  return { vocabulary: readVocabulary(vocab, file), merges: lines };
}

function isPair(merge: unknown): merge is readonly string[] {
  return Array.isArray(merge) && merge.every((piece) => typeof piece === 'string');
}

/** Far beyond any vocabulary: a number of a token is an index of rows that there are. */
const MAX_ID = 2 ** 24;

function readVocabulary(vocabulary: Config, file: string): BytePairs['vocabulary'] {
  const wrong = Object.entries(vocabulary).find(
    ([, id]) => !Number.isSafeInteger(id) || Number(id) < 0 || Number(id) > MAX_ID,
  );
  if (wrong !== undefined) throw damagedFile(file, { damage: 'vocabulary', entry: wrong[0] });
  // Every id was checked.
  return vocabulary as Record<string, number>;
}

/** The lines of `merges.txt`; its first may name the version of the format. */
function readMerges(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '' && !line.startsWith('#version')).slice(0, MAX_MERGES);
}

/** A merge that makes no piece of the vocabulary is never applied: words would fall apart without a message. */
function checkMerges({ vocabulary, merges }: BytePairs, file: string): void {
  const isWrong = (merge: string) => {
    const parts = merge.split(' ');
    return parts.length !== 2 || ![...parts, parts.join('')].every((piece) => Object.hasOwn(vocabulary, piece));
  };
  const wrong = merges.find(isWrong);
  if (wrong !== undefined) throw damagedFile(file, { damage: 'vocabulary', entry: wrong });
}
