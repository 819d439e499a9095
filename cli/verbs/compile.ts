import { createHash } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fixedSizesOf } from '../../src/engine/analysis/fixed-sizes.ts';
import type { Graph } from '../../src/engine/graph/graph.ts';
import { GraphError } from '../../src/engine/graph/graph-error.ts';
import { readWhole, type ByteSource } from '../../src/engine/onnx/byte-source.ts';
import { checkWeightFiles, weightFilesOf } from '../../src/engine/onnx/check-weight-files.ts';
import { extractSkeleton } from '../../src/engine/onnx/extract-skeleton.ts';
import { readModel } from '../../src/engine/onnx/read-model.ts';
import type { FlopsByOperator } from '../../src/engine/analysis/count-flops.ts';
import { compileDenoiser, type CompileOptions } from '../../src/engine/compiler/compile-denoiser.ts';
import type { CompiledDenoiser } from '../../src/engine/compiler/denoiser-signature.ts';
import { CommandFailure } from '../support/command-failure.ts';
import type { Command } from '../support/command.ts';
import { openFileSource } from '../support/folder-reader.ts';
import { choosePackFolder } from '../support/packs-folder.ts';
import { parseChoice, parseNumber, parseOptions, requireOption } from '../support/parse-options.ts';
import {
  compiledFile,
  CONFIG_FILE,
  DENOISER_GRAPHS,
  MANIFEST_FILE,
  PACK_FOLDERS,
  SIGNATURE_FILE,
  UNET_GRAPH,
} from '../../src/packs/pack-layout.ts';

const OPTIONS = {
  pack: { type: 'string' },
  unet: { type: 'string' },
  out: { type: 'string' },
  wrt: { type: 'string' },
  size: { type: 'string' },
  tokens: { type: 'string' },
} as const;

const GRADIENT_INPUTS = ['sample', 'encoder_hidden_states'] as const;

export const COMPILE: Command = {
  summary: 'compile an ONNX UNet into the forward, gradient and controlled denoiser',
  usage: `Usage: renoir compile --unet F --out DIR [options] [--json]
       renoir compile --pack NAME [options] [--json]

  --unet F                the exported UNet (.onnx); weight files beside it stay where they are
  --pack NAME             that of a pack, by its folder or the name it was added by
  --out DIR               where to write forward.onnx, gradient.onnx, controlled.onnx, target.onnx and denoiser.json
                          (default: compiled/ of the pack)
  --wrt INPUT             differentiate by ${GRADIENT_INPUTS.join(' or ')} (default: ${GRADIENT_INPUTS[0]})
  --size N                height and width of the latents (default: the pack's, those that the file is fixed to, or the UNet's own)
  --tokens N              text positions (default: the pack's, those that the file is fixed to, or 77)`,

  async run({ args }) {
    const { values } = parseOptions(args, OPTIONS);
    const pack = values.pack === undefined ? null : await choosePackFolder(values.pack);
    const file = pack === null ? requireOption(values.unet, 'unet') : join(pack, UNET_GRAPH);
    const out = pack === null ? requireOption(values.out, 'out') : (values.out ?? join(pack, PACK_FOLDERS.compiled));
    const wrt = parseChoice(values.wrt ?? GRADIENT_INPUTS[0], 'input', GRADIENT_INPUTS);
    const source = await openFileSource(file).catch((error: unknown) => {
      throw new CommandFailure(`There is no model file ${file}.`, 2, { cause: error });
    });
    const around = await readSizes(dirname(file));
    const limits = { min: 1, max: 1024, integer: true } as const;
    const size = values.size === undefined ? undefined : parseNumber(values.size, 'size', 0, limits);
    const tokens = values.tokens === undefined ? undefined : parseNumber(values.tokens, 'tokens', 0, limits);
    const sha256 = await readDigest(file, source);

    const started = performance.now();
    const compiled = await compile(file, source, { ...(sha256 === undefined ? {} : { sha256 }), wrt }, (graph) => {
      const fixed = fixedSizesOf(graph, around.textWidth);
      const { pack: described, sample = USUAL.sample } = around;
      return {
        latent: {
          height: size ?? described.height ?? fixed.height ?? sample,
          width: size ?? described.width ?? fixed.width ?? sample,
        },
        tokens: tokens ?? described.tokens ?? fixed.tokens ?? USUAL.tokens,
      };
    });
    const seconds = (performance.now() - started) / 1000;
    await writeCompiled(out, compiled);
    // The kernel counts in KiB.
    const residentBytes = process.resourceUsage().maxRSS * 1024;
    const { report, attention } = compiled.signature;
    const byOperator = (flops: FlopsByOperator) =>
      Object.entries(flops)
        .slice(0, 5)
        .map(([operator, count]) => `${operator} ${(count / 1e9).toFixed(1)}`)
        .join(', ');
    return {
      // The gradient graph holds the forward one: its nodes are those of the compiled denoiser.
      json: {
        ...report,
        nodes: report.nodes.gradient,
        nodesByGraph: report.nodes,
        sites: attention,
        seconds,
        residentBytes,
        out,
      },
      lines: [
        `${out}: ${Object.values(report.nodes).join(' + ')} nodes in ${seconds.toFixed(2)} s`,
        `  ${(report.parameters / 1e6).toFixed(1)} million parameters, weights ${formatMegabytes(report.weightBytes)}`,
        `  attention: ${report.attention.self} self, ${report.attention.cross} cross`,
        `  forward ${(report.flops.forward / 1e9).toFixed(3)} GFLOP: ${byOperator(report.flopsByOperator.forward)}`,
        `  backward ${(report.flops.backward / 1e9).toFixed(3)} GFLOP: ${byOperator(report.flopsByOperator.backward)}`,
        `  activations of the gradient ${formatMegabytes(report.peakBytes.plain)}, rematerialised ` +
          `${formatMegabytes(report.peakBytes.rematerialised)}, as written ${formatMegabytes(report.peakBytes.shipped)}`,
        `  resident at most ${formatMegabytes(residentBytes)}`,
      ],
    };
  },
};

/**
 * The skeleton alone is read, and the sizes of the weight files: a missing or short one is found now, not at the first run.
 */
async function compile(
  file: string,
  source: ByteSource,
  options: Pick<CompileOptions, 'sha256' | 'wrt'>,
  sizesFor: (graph: Graph) => Pick<CompileOptions, 'latent' | 'tokens'>,
): Promise<CompiledDenoiser> {
  try {
    const fileName = basename(file);
    const model = await extractSkeleton(source, fileName);
    const graph = readModel(model);
    checkWeightFiles(graph, await sizesOf(dirname(file), weightFilesOf(graph)));
    return compileDenoiser({ ...options, ...sizesFor(graph), model, fileName, fileBytes: source.size });
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    throw new CommandFailure(`The UNet cannot be compiled: ${describeGraphError(file, error)}.`, 2, { cause: error });
  }
}

function describeGraphError(file: string, { code, message, parameters }: GraphError): string {
  if (code === 'graph/malformed') return `${file} is no ONNX model that can be read (${message})`;
  // A weight file is named by the message itself.
  return code === 'graph/truncated' && parameters['file'] === undefined ? `${file} is cut short (${message})` : message;
}

async function sizesOf(folder: string, locations: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  for (const location of locations) {
    const found = await stat(join(folder, location)).catch(() => undefined);
    if (found !== undefined) sizes.set(location, found.size);
  }
  return sizes;
}

/** Larger files are not read to hash them: their checksum is what the pack around them says, where it does. */
const HASH_LIMIT_BYTES = 64 * 2 ** 20;

async function readDigest(file: string, source: ByteSource): Promise<string | undefined> {
  if (source.size <= HASH_LIMIT_BYTES) {
    return createHash('sha256')
      .update(await readWhole(source))
      .digest('hex');
  }
  const listed = valueAt(await readJson(join(dirname(file), '..', MANIFEST_FILE)), ['files']);
  const path = `${basename(dirname(resolve(file)))}/${basename(file)}`;
  const entry = Array.isArray(listed) ? listed.find((candidate) => valueAt(candidate, ['path']) === path) : undefined;
  const digest = valueAt(entry, ['sha256']);
  return typeof digest === 'string' && valueAt(entry, ['sizeBytes']) === source.size ? digest : undefined;
}

async function writeCompiled(folder: string, compiled: CompiledDenoiser): Promise<void> {
  await mkdir(folder, { recursive: true });
  await Promise.all([
    ...DENOISER_GRAPHS.map((graph) => writeFile(join(folder, compiledFile(graph)), compiled[graph])),
    writeFile(join(folder, SIGNATURE_FILE), `${JSON.stringify(compiled.signature, null, 2)}\n`),
  ]);
}

/** Stable Diffusion's: latent pixels and text positions. */
const USUAL = { sample: 64, tokens: 77 } as const;

/** What the files around a UNet say of its sizes. */
interface DescribedSizes {
  /** Of `pack.json`. */
  readonly pack: Readonly<Record<'height' | 'width' | 'tokens', number | undefined>>;
  /** Of `config.json`. */
  readonly sample: number | undefined;
  readonly textWidth: number | undefined;
}

async function readSizes(folder: string): Promise<DescribedSizes> {
  const pack = await readJson(join(folder, '..', MANIFEST_FILE));
  const config = await readJson(join(folder, CONFIG_FILE));
  return {
    pack: {
      height: numberAt(pack, ['latent', 'height']),
      width: numberAt(pack, ['latent', 'width']),
      tokens: numberAt(pack, ['text', 'maxTokens']),
    },
    sample: numberAt(config, ['sample_size']),
    textWidth: numberAt(config, ['cross_attention_dim']),
  };
}

async function readJson(file: string): Promise<unknown> {
  return readFile(file, 'utf8').then(
    (text): unknown => JSON.parse(text),
    () => null,
  );
}

function numberAt(value: unknown, path: readonly string[]): number | undefined {
  const found = valueAt(value, path);
  return typeof found === 'number' ? found : undefined;
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (current, key) => (typeof current === 'object' && current !== null ? Reflect.get(current, key) : undefined),
    value,
  );
}

function formatMegabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
