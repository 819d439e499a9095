import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { GraphError } from '../../src/engine/graph/graph-error.ts';
import { compileDenoiser, type CompileOptions } from '../../src/engine/passes/compile-denoiser.ts';
import type { CompiledDenoiser } from '../../src/engine/passes/denoiser-signature.ts';
import { CommandFailure } from '../command-failure.ts';
import type { Command } from '../command.ts';
import { parseChoice, parseNumber, parseOptions, requireOption } from '../parse-options.ts';

const OPTIONS = {
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

  --unet F                the exported UNet (.onnx); weight files beside it stay where they are
  --out DIR               where to write forward.onnx, gradient.onnx, controlled.onnx and denoiser.json
  --wrt INPUT             differentiate by ${GRADIENT_INPUTS.join(' or ')} (default: ${GRADIENT_INPUTS[0]})
  --size N                height and width of the latents (default: the pack's, or the UNet's own)
  --tokens N              text positions (default: the pack's, or 77)`,

  async run({ args }) {
    const { values } = parseOptions(args, OPTIONS);
    const file = requireOption(values.unet, 'unet');
    const out = requireOption(values.out, 'out');
    const wrt = parseChoice(values.wrt ?? GRADIENT_INPUTS[0], 'input', GRADIENT_INPUTS);
    const model = await readFile(file).catch((error: unknown) => {
      throw new CommandFailure(`There is no model file ${file}.`, 2, { cause: error });
    });
    const own = await readSizes(dirname(file));
    const height = parseNumber(values.size, 'size', own.height, { min: 1, max: 1024, integer: true });
    const width = values.size === undefined ? own.width : height;
    const tokens = parseNumber(values.tokens, 'tokens', own.tokens, { min: 1, max: 1024, integer: true });

    const started = performance.now();
    const compiled = compile({
      model,
      fileName: basename(file),
      sha256: createHash('sha256').update(model).digest('hex'),
      latent: { height, width },
      tokens,
      wrt,
    });
    const seconds = (performance.now() - started) / 1000;
    await writeCompiled(out, compiled);
    const residentBytes = process.memoryUsage().rss;
    const { report } = compiled.signature;
    return {
      // The gradient graph holds the forward one: its nodes are those of the compiled denoiser.
      json: { ...report, nodes: report.nodes.gradient, nodesByGraph: report.nodes, seconds, residentBytes, out },
      lines: [
        `${out}: ${report.nodes.forward} + ${report.nodes.gradient} + ${report.nodes.controlled} nodes in ${seconds.toFixed(2)} s`,
        `  attention: ${report.attention.self} self, ${report.attention.cross} cross`,
        `  forward ${(report.flops.forward / 1e9).toFixed(3)} GFLOP, backward ${(report.flops.backward / 1e9).toFixed(3)} GFLOP`,
        `  activations of the gradient ${formatMegabytes(report.peakBytes.plain)}, rematerialised ` +
          formatMegabytes(report.peakBytes.rematerialised),
        `  weights ${formatMegabytes(report.weightBytes)}, resident ${formatMegabytes(residentBytes)}`,
      ],
    };
  },
};

function compile(options: CompileOptions): CompiledDenoiser {
  try {
    return compileDenoiser(options);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    throw new CommandFailure(`The UNet cannot be compiled: ${error.message}`, 2, { cause: error });
  }
}

async function writeCompiled(folder: string, compiled: CompiledDenoiser): Promise<void> {
  await mkdir(folder, { recursive: true });
  await Promise.all([
    writeFile(join(folder, 'forward.onnx'), compiled.forward),
    writeFile(join(folder, 'gradient.onnx'), compiled.gradient),
    writeFile(join(folder, 'controlled.onnx'), compiled.controlled),
    writeFile(join(folder, 'denoiser.json'), `${JSON.stringify(compiled.signature, null, 2)}\n`),
  ]);
}

interface Sizes {
  readonly height: number;
  readonly width: number;
  readonly tokens: number;
}

/** Sizes from the pack around the UNet where there is one, from `config.json` beside it otherwise, then Stable Diffusion's. */
async function readSizes(folder: string): Promise<Sizes> {
  const pack = await readJson(join(folder, '..', 'pack.json'));
  const config = await readJson(join(folder, 'config.json'));
  const sample = numberAt(config, ['sample_size']) ?? 64;
  return {
    height: numberAt(pack, ['latent', 'height']) ?? sample,
    width: numberAt(pack, ['latent', 'width']) ?? sample,
    tokens: numberAt(pack, ['text', 'maxTokens']) ?? 77,
  };
}

async function readJson(file: string): Promise<unknown> {
  return readFile(file, 'utf8').then(
    (text): unknown => JSON.parse(text),
    () => null,
  );
}

function numberAt(value: unknown, path: readonly string[]): number | undefined {
  const found = path.reduce<unknown>(
    (current, key) => (typeof current === 'object' && current !== null ? Reflect.get(current, key) : undefined),
    value,
  );
  return typeof found === 'number' ? found : undefined;
}

function formatMegabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
