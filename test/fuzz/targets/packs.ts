/** What a folder says about the model in it: `pack.json`, configurations, tokenizers. */
import { readFile, readdir, stat } from 'node:fs/promises';
import { join as joinPath, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EngineFailure } from '../../../src/protocol/errors.ts';
import type { PackManifest } from '../../../src/protocol/pack-manifest.ts';
import { examinePack } from '../../../src/packs/detect/examine-pack.ts';
import { readPackFile } from '../../../src/packs/pack-file.ts';
import type { PackReader } from '../../../src/packs/pack-reader.ts';
import { readManifest } from '../../../src/packs/read-manifest.ts';
import { readScheduler } from '../../../src/packs/scheduler.ts';
import { readTokenizerFiles } from '../../../src/packs/tokenizer-files.ts';
import { createPromptTokenizer } from '../../../src/runtime/prompt-tokenizer.ts';
import { encodeText, READ, require, type FuzzTarget, type Mutant } from '../fuzz-target.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { mutateJson, type Json } from '../mutate-json.ts';
import type { Random } from '../random.ts';
import { isInside } from '../is-inside.ts';
import { checkManifest } from './check-manifest.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const FIXTURES = joinPath(ROOT, 'test/fixtures/packs');
const PACKS = ['sd-turbo-script-14', 'sdxl-turbo-optimum-18', 'lcm-script-17-half'] as const;
const STARTER = joinPath(ROOT, 'public/models/starter');
const NAME = { id: 'pack', name: 'a pack', version: '' };
const MOST_STEPS = 8;

export async function readFolder(folder: string): Promise<Mutant> {
  const files: Record<string, Uint8Array<ArrayBuffer>> = {};
  for (const name of await readdir(folder, { recursive: true })) {
    const file = joinPath(folder, name);
    if ((await stat(file)).isFile())
      files[relative(folder, file).split(sep).join('/')] = new Uint8Array(await readFile(file));
  }
  return files;
}

/** A pack in memory. Being asked for a file outside of it is a fault. */
export function createMemoryReader(files: Mutant): PackReader {
  return {
    async read(path) {
      require(isInside(path), `a file outside the pack is read: ${path}`);
      const bytes = Object.hasOwn(files, path) ? files[path] : undefined;
      if (bytes === undefined) throw new EngineFailure('pack/missing-file', { file: path });
      return bytes;
    },
    list: async () => Object.entries(files).map(([path, { length }]) => ({ path, sizeBytes: length })),
  };
}

/** The code of an error that Renoir has a sentence for; anything else is thrown again. */
export async function nameError(task: () => Promise<string>): Promise<string> {
  try {
    return await task();
  } catch (error) {
    if (error instanceof EngineFailure) return error.error.code;
    throw error;
  }
}

/** A JSON file mutated as a value, or as bytes. */
export function mutateJsonFile(bytes: Uint8Array, random: Random, strange?: readonly Json[]): Uint8Array<ArrayBuffer> {
  if (random.chance(0.2)) return mutateBytes(bytes, random);
  return encodeText(mutateJson(JSON.parse(new TextDecoder().decode(bytes)) as Json, random, strange));
}

export const PACK_JSON: FuzzTarget = {
  summary: 'pack.json: read, its files verified',
  async prepare() {
    const files = await readFolder(STARTER);
    const { 'pack.json': manifest = new Uint8Array() } = files;
    const reader = createMemoryReader(files);
    return {
      mutate: (random) => ({ 'pack.json': mutateJsonFile(manifest, random) }),
      examine: (mutant) =>
        nameError(async () => {
          const read = await readManifest({ ...reader, read: async (path) => mutant[path] ?? reader.read(path) });
          checkManifest(read);
          for (const { path } of read.files) {
            if (path.endsWith('.json')) await readPackFile(reader, read, path).catch(ignoreNamed);
          }
          return READ;
        }),
    };
  },
};

function ignoreNamed(error: unknown): void {
  if (!(error instanceof EngineFailure)) throw error;
}

export const CONFIGURATIONS: FuzzTarget = {
  summary: 'configurations of a model in the layout of diffusers: what will run',
  async prepare() {
    const packs = await Promise.all(PACKS.map((name) => readFolder(joinPath(FIXTURES, name))));
    const isConfiguration = (path: string) =>
      /(config|model_index)\.json$|README\.md$/.test(path) && !path.startsWith('tokenizer');
    return {
      mutate: (random) => {
        const pack = random.pick(packs);
        const path = random.pick(Object.keys(pack).filter(isConfiguration));
        const bytes = pack[path] ?? new Uint8Array();
        return { ...pack, [path]: path.endsWith('.json') ? mutateJsonFile(bytes, random) : mutateBytes(bytes, random) };
      },
      examine: (mutant) =>
        nameError(async () => {
          const { manifest, report } = await examinePack(createMemoryReader(mutant), NAME);
          if (manifest === null) {
            require(report.problems.length > 0, 'nothing is found, and no problem is named');
            return report.problems[0]?.code ?? READ;
          }
          checkManifest(manifest);
          await readManifest(createMemoryReader({ 'pack.json': encodeText(JSON.stringify(manifest)) }));
          const { 'scheduler/scheduler_config.json': scheduler = encodeText('{}') } = mutant;
          checkScheduler(
            JSON.parse(new TextDecoder().decode(scheduler)) as Readonly<Record<string, unknown>>,
            manifest,
          );
          return READ;
        }),
    };
  },
};

/** Every number of steps that a person can choose has timesteps on the schedule, and noise levels between none and all. */
function checkScheduler(config: Readonly<Record<string, unknown>>, { recommended }: PackManifest): void {
  const { schedule, timestepsFor } = readScheduler(config, recommended);
  for (let steps = 1; steps <= MOST_STEPS; steps++) {
    const timesteps = stepsOrNone(() => timestepsFor(steps));
    if (timesteps === null) continue;
    require(timesteps.length === steps, 'another number of steps than asked for');
    for (const [index, timestep] of timesteps.entries()) {
      require(index === 0 || timestep < (timesteps[index - 1] ?? 0), 'timesteps do not fall');
      const alphaBar = schedule.alphaBarAt(timestep);
      require(alphaBar > 0 && alphaBar < 1, 'a noise level is not between none and all');
    }
  }
}

/** A grid may have no such number of steps, as documented. */
function stepsOrNone(make: () => readonly number[]): readonly number[] | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError && error.message.includes('steps')) return null;
    throw error;
  }
}

const SENTENCES = ['a red ball on sand', 'Ünïcode, 3 balls; isn’t it?', '', '🎈 \u0000 <|endoftext|>'] as const;
const MOST_ID = 2 ** 31;

export const TOKENIZERS: FuzzTarget = {
  summary: 'vocab.json, merges.txt, tokenizer.json and what stands beside them: four sentences to numbers',
  async prepare() {
    const packs = await Promise.all(PACKS.map((name) => readFolder(joinPath(FIXTURES, name))));
    const tokenizers = packs.map((pack) =>
      Object.fromEntries(Object.entries(pack).filter(([path]) => path.startsWith('tokenizer/'))),
    );
    return {
      mutate: (random) => {
        const files = random.pick(tokenizers);
        const path = random.pick(Object.keys(files));
        const bytes = files[path] ?? new Uint8Array();
        if (random.chance(0.05)) return { ...files, [path]: new Uint8Array() };
        return {
          ...files,
          [path]: path.endsWith('.json') ? mutateJsonFile(bytes, random) : mutateBytes(bytes, random),
        };
      },
      examine: (mutant) =>
        nameError(async () => {
          const reader = createMemoryReader(mutant);
          const files = Object.entries(mutant).map(([path, { length }]) => ({ path, sizeBytes: length }));
          const read = await readTokenizerFiles({}, reader, { files }, 'tokenizer');
          const { encode } = createPromptTokenizer(read);
          for (const id of [read.bosId, read.eosId, read.padId, ...SENTENCES.flatMap((sentence) => encode(sentence))]) {
            require(Number.isInteger(id) && id >= 0 && id < MOST_ID, 'a token has no number');
          }
          return READ;
        }),
    };
  },
};
