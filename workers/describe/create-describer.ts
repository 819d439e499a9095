import type { ImageToTextPipeline, ProgressInfo } from '@huggingface/transformers';
import moduleUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import { CAPTION_MODEL, type Describer, type FetchProgress } from '../../src/protocol/describe.ts';

/** A caption longer than this says nothing more. */
const MAX_NEW_TOKENS = 24;

/** Runs the caption model through transformers.js. A failure is an answer, and the next call tries again. */
export function createDescriber(): Describer {
  let opened: Promise<ImageToTextPipeline> | null = null;

  return {
    async describe({ width, height, data }, onProgress) {
      const { RawImage } = await import('@huggingface/transformers');
      try {
        opened ??= openModel(onProgress);
        const captioner = await opened;
        const answers = await captioner(new RawImage(data, width, height, 4).rgb(), { max_new_tokens: MAX_NEW_TOKENS });
        const [answer] = answers.flat();
        return { ok: true, text: (answer?.generated_text ?? '').trim() };
      } catch (error) {
        opened = null;
        return { ok: false, reason: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}

async function openModel(onProgress: (progress: FetchProgress) => void): Promise<ImageToTextPipeline> {
  const { env, pipeline } = await import('@huggingface/transformers');
  env.allowLocalModels = false;
  // The runtime comes from this site's own files: a cached copy would be a script of another origin, which the page forbids.
  env.useWasmCache = false;
  const { wasm } = env.backends.onnx;
  if (wasm !== undefined) wasm.wasmPaths = { mjs: moduleUrl, wasm: wasmUrl };
  return pipeline('image-to-text', CAPTION_MODEL.repository, {
    device: 'wasm',
    dtype: 'q8',
    progress_callback: sumProgress(onProgress),
  });
}

/** The library reports file by file; the user waits for all of them. */
function sumProgress(onProgress: (progress: FetchProgress) => void): (info: ProgressInfo) => void {
  const files = new Map<string, FetchProgress>();
  return (info) => {
    if (info.status !== 'progress') return;
    files.set(info.file, { loadedBytes: info.loaded, totalBytes: info.total });
    const all = [...files.values()];
    onProgress({
      loadedBytes: all.reduce((sum, { loadedBytes }) => sum + loadedBytes, 0),
      totalBytes: all.reduce((sum, { totalBytes }) => sum + totalBytes, 0),
    });
  };
}
