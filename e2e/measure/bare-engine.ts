/**
 * The engine without a page: opens the starter with the WASM build of onnxruntime-web, on as many threads as the page takes, and
 * edits one photo. Arguments: image, source, target. Prints `{ seconds, editSeconds }`:
 * from when this code is loaded until the result is there, and of that the edit.
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { env, InferenceSession, Tensor } from 'onnxruntime-web';
import { createFolderReader } from '../../cli/support/folder-reader.ts';
import { readPhotoForPack } from '../../cli/support/open-node-pack.ts';
import { defaultEditSettings } from '../../src/engine/editing/edit-defaults.ts';
import { finish } from '../../src/engine/generators.ts';
import { edit } from '../../src/engine/stages/edit.ts';
import { createEditContext } from '../../src/runtime/create-edit-context.ts';
import { loadPack } from '../../src/runtime/load-pack.ts';

const FOLDER = fileURLToPath(new URL('../../public/models/starter/', import.meta.url));
const [file = '', source = '', target = ''] = process.argv.slice(2);

const start = performance.now();
env.wasm.numThreads = Math.min(availableParallelism(), 4);
const { manifest, image } = await readPhotoForPack(FOLDER, file);
const host = {
  ort: { InferenceSession, Tensor },
  sessionOptions: { executionProviders: ['wasm'] },
  optimisesSlowly: true,
  nowSeconds: () => performance.now() / 1000,
};
// Weights as bytes: WASM cannot map files.
const { read } = createFolderReader(FOLDER);
const runtime = await loadPack(host, { read }, { manifest, prepare: ['forward', 'controlled'] });
const opened = performance.now();
const context = createEditContext(runtime, host, { previews: true });
const request = { runId: 'bare', image, source, target, emphasis: {}, settings: defaultEditSettings(manifest) };
await finish(edit(context, request, new AbortController().signal));
const end = performance.now();
process.stdout.write(`${JSON.stringify({ seconds: (end - start) / 1000, editSeconds: (end - opened) / 1000 })}\n`);
process.exit(0);
