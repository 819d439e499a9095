import { copyFile, mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeModel } from '../../src/engine/onnx/write-model.ts';
import { attentionGraph, inlineWeights } from '../../src/engine/passes/testing/graphs.ts';
import { defaultPackFolder } from '../support/default-pack.ts';
import { runCommand } from '../support/testing/run-command.ts';
import { COMPILE } from './compile.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'renoir-compile-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function compile(unet: string, ...args: string[]) {
  const all = ['compile', '--unet', unet, '--out', join(folder, 'out'), '--json', ...args];
  const { exitCode, error, out } = await runCommand('renoir', { compile: COMPILE }, all);
  return { exitCode, error, last: out.at(-1) ?? '' };
}

/**
 * The starter's UNet in a folder of its own, with its weights under another name where the graph does not look for them.
 */
async function copyUnet(name: string, weights: 'beside' | 'missing'): Promise<string> {
  const source = join(defaultPackFolder(), 'unet');
  await mkdir(join(folder, name));
  await copyFile(join(source, 'model.onnx'), join(folder, name, 'model.onnx'));
  if (weights === 'beside') {
    await copyFile(join(source, 'model.onnx_data'), join(folder, name, 'model.onnx_data'));
  }
  return join(folder, name, 'model.onnx');
}

test('says of a latent size that the UNet cannot halve which it can', async () => {
  const { exitCode, error } = await compile(join(defaultPackFolder(), 'unet/model.onnx'), '--size', '33');
  expect(exitCode).not.toBe(0);
  expect(error.join(' ')).toContain('latents of 33 x 33 do not fit this UNet: it needs a multiple of 4');
});

test('takes the sizes that a file is fixed to, and asks for none', async () => {
  const file = join(folder, 'fixed.onnx');
  await writeFile(file, writeModel(inlineWeights(attentionGraph({ size: 8 }), 1)));
  const { exitCode, error } = await compile(file);
  expect({ exitCode, error }).toEqual({ exitCode: 0, error: [] });
  const signature: unknown = JSON.parse(await readFile(join(folder, 'out/denoiser.json'), 'utf8'));
  expect(signature).toMatchObject({ latent: [4, 8, 8], tokens: 3 });
});

test('reports parameters, arithmetic by operator, memory and every attention site', async () => {
  const { exitCode, last } = await compile(join(defaultPackFolder(), 'unet/model.onnx'));
  expect(exitCode).toBe(0);
  const report = JSON.parse(last) as {
    parameters: number;
    flops: { forward: number; backward: number };
    flopsByOperator: Record<'forward' | 'backward', Record<string, number>>;
    peakBytes: Record<'plain' | 'rematerialised', number>;
    attention: { self: number; cross: number };
    sites: { kind: string; heads: number; queries: number; tokens: number }[];
  };
  expect(report.parameters).toBeGreaterThan(1e6);
  for (const part of ['forward', 'backward'] as const) {
    const sum = Object.values(report.flopsByOperator[part]).reduce((total, flops) => total + flops, 0);
    expect(sum).toBe(report.flops[part]);
  }
  expect(report.peakBytes.rematerialised).toBeLessThan(report.peakBytes.plain);
  expect(report.sites).toHaveLength(report.attention.self + report.attention.cross);
  expect(report.sites).toContainEqual({
    name: expect.stringContaining('attn2'),
    kind: 'cross',
    heads: expect.any(Number),
    queries: expect.any(Number),
    tokens: expect.any(Number),
    mapSize: expect.any(Array),
  });
});

test('a model that is cut short is named, in one line', async () => {
  const unet = await copyUnet('cut', 'beside');
  await truncate(unet, 5000);
  const { exitCode, error } = await compile(unet);
  expect(exitCode).toBe(2);
  expect(error).toHaveLength(1);
  expect(error[0]).toMatch(`The UNet cannot be compiled: ${unet} is cut short (the file ends `);
});

test('a weight file that is missing is named', async () => {
  const { exitCode, error } = await compile(await copyUnet('bare', 'missing'));
  expect(exitCode).toBe(2);
  expect(error).toEqual([
    'The UNet cannot be compiled: the weight file model.onnx_data is missing; put it beside the model.',
  ]);
});

test('a weight file that is cut short is named with its size', async () => {
  const unet = await copyUnet('short', 'beside');
  await truncate(`${unet}_data`, 1000);
  const { exitCode, error } = await compile(unet);
  expect(exitCode).toBe(2);
  expect(error).toHaveLength(1);
  expect(error[0]).toContain('the weight file model.onnx_data has 1000 bytes, but ');
});

test('a file of another kind is said to be no ONNX model', async () => {
  const file = join(folder, 'model.safetensors');
  await writeFile(file, `\x58\x02\0\0\0\0\0\0{"weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}\0\0\0\0`);
  const { exitCode, error } = await compile(file);
  expect(exitCode).toBe(2);
  expect(error).toHaveLength(1);
  expect(error[0]).toMatch(/^The UNet cannot be compiled: .*model\.safetensors is no ONNX model that can be read/);
});

test('the UNet of a pack is compiled into the pack, unless another place is named', async () => {
  const pack = join(folder, 'pack');
  await mkdir(pack);
  await copyUnet('pack/unet', 'beside');
  const run = (...args: string[]) =>
    runCommand('renoir', { compile: COMPILE }, ['compile', '--pack', pack, '--size', '8', '--json', ...args]);
  const own = await run();
  expect(JSON.parse(own.out.at(-1) ?? '')).toMatchObject({ out: join(pack, 'compiled') });
  expect((await stat(join(pack, 'compiled/gradient.onnx'))).size).toBeGreaterThan(0);
  const elsewhere = await run('--out', join(folder, 'elsewhere'));
  expect(JSON.parse(elsewhere.out.at(-1) ?? '')).toMatchObject({ out: join(folder, 'elsewhere') });
});
