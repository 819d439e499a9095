import { settleShapes } from '../engine/passes/settle-shapes.ts';
import { tensor, type Tensor } from '../engine/tensor/tensor.ts';
import type { TextModel } from '../engine/ports.ts';
import { EngineFailure } from '../protocol/errors.ts';
import type { PackManifest, PackTextEncoder } from '../protocol/pack-manifest.ts';
import { adaptModel, isHalfPrecision } from './adapt-model.ts';
import { readModelBytes } from './model-bytes.ts';
import { createOutputCheck } from './output-check.ts';
import type { PackReader } from '../packs/pack-reader.ts';
import { createPromptTokenizer } from './prompt-tokenizer.ts';
import type { RuntimeHost } from './runtime-host.ts';
import type { ModelBytes, Session } from './session.ts';
import { adaptTextEncoder, createTextModel, type OpenedTextEncoder } from './text-model.ts';
import { readTokenizerFiles } from '../packs/tokenizer-files.ts';
import { zeroEmptyPrompt } from './zero-empty-prompt.ts';
import { FIRST_TEXT_ENCODER, graphPath, PACK_FOLDERS } from '../packs/pack-layout.ts';
import { at } from '../engine/at.ts';

const SINGLE_ENCODER: PackTextEncoder = {
  ...FIRST_TEXT_ENCODER,
  hiddenStates: 'last_hidden_state',
  pooled: null,
};

/** Tokenizers and text encoders of a pack. Throws `EngineFailure` as `readPackFile` and `adaptModel`. */
export async function openText(
  host: RuntimeHost,
  reader: PackReader,
  manifest: Pick<PackManifest, 'files' | 'image' | 'text'>,
  open: (file: string, bytes: ModelBytes) => Promise<Session>,
): Promise<TextModel> {
  const planned = manifest.text.encoders ?? [SINGLE_ENCODER];
  const files = await Promise.all(
    planned.map(({ tokenizer }) => readTokenizerFiles(host, reader, manifest, tokenizer)),
  );
  const [first] = files;
  if (first === undefined) throw new EngineFailure('pack/missing-file', { file: graphPath(PACK_FOLDERS.textEncoder) });
  if (files.some(({ bosId, eosId }) => bosId !== first.bosId || eosId !== first.eosId)) {
    throw new EngineFailure('pack/unsupported', { file: PACK_FOLDERS.tokenizer2, reason: 'its two tokenizers differ' });
  }
  const encoders: OpenedTextEncoder[] = [];
  for (const [index, encoder] of planned.entries()) {
    const file = graphPath(encoder.folder);
    const model = await readModelBytes(host, reader, manifest, encoder.folder);
    const session = await open(
      file,
      adaptModel(file, model, (graph) => settleShapes(adaptTextEncoder(graph, encoder), [1, manifest.text.maxTokens])),
    );
    const isHalf = host.widensHalves !== true && isHalfPrecision(model);
    const check = createOutputCheck(PACK_FOLDERS.textEncoder, isHalf, host.gpu !== undefined);
    encoders.push({ session, padId: at(files, index).padId, hasPooled: encoder.pooled !== null, check });
  }
  const tokenizer = createPromptTokenizer(first);
  const takesPooled = encoders.some(({ hasPooled }) => hasPooled);
  const constants = takesPooled ? { time_ids: timeIds(manifest.image) } : {};
  const textModel = createTextModel(encoders, tokenizer, first, manifest.text.maxTokens, constants);
  return manifest.text.isEmptyZero === true ? zeroEmptyPrompt(textModel) : textModel;
}

/**
 * SDXL's micro-conditioning (Podell et al. 2023, section 2.2): original size, crop from the top left corner, target size,
 * [1, 6]. The photo is taken to be of the model's size and uncropped.
 */
function timeIds({ width, height }: PackManifest['image']): Tensor {
  return tensor([1, 6], Float32Array.of(height, width, 0, 0, height, width));
}
