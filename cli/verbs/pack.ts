import { readdir, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { CommandFailure } from '../command-failure.ts';
import type { Command, CommandResult } from '../command.ts';
import { parseChoice, parseOptions } from '../parse-options.ts';
import { createFolderReader } from '../folder-reader.ts';
import { readManifest } from '../../src/runtime/read-manifest.ts';
import { checkPack } from '../pack-check.ts';

const ACTIONS = {
  check: {
    usage: 'check DIR    are all files there and whole, and is the model of a supported form',
    run: check,
  },
  list: {
    usage: 'list         the packs under public/models',
    run: list,
  },
} as const satisfies Record<string, { usage: string; run: (operands: readonly string[]) => Promise<CommandResult> }>;

const ACTION_NAMES = ['check', 'list'] as const satisfies readonly (keyof typeof ACTIONS)[];

export const PACK: Command = {
  summary: 'check a model pack, or list the packs that are here',
  usage: `Usage: renoir pack <action> [--json]\n\n${Object.values(ACTIONS)
    .map(({ usage }) => `  ${usage}`)
    .join('\n')}`,
  async run({ args }) {
    const [action, ...operands] = parseOptions(args, {}, true).positionals;
    if (action === undefined) throw new CommandFailure(`Say what to do: ${ACTION_NAMES.join(' or ')}.`);
    return ACTIONS[parseChoice(action, 'action', ACTION_NAMES)].run(operands);
  },
};

async function check([folder]: readonly string[]): Promise<CommandResult> {
  if (folder === undefined) throw new CommandFailure('Name the folder of the pack.');
  const isFolder = await stat(folder).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new CommandFailure(`There is no folder ${folder}.`);
  const report = await checkPack(createFolderReader(folder));
  const [problem] = report.problems;
  return {
    json: report,
    lines: report.ok
      ? [`${folder}: ${report.family}, licence ${report.license}, all ${report.files} files are whole.`]
      : report.problems,
    ...(problem === undefined ? {} : { problem: `${folder}: ${problem}` }),
  };
}

async function list(): Promise<CommandResult> {
  const root = fileURLToPath(new URL('../../public/models', import.meta.url));
  const folders = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const found = await Promise.all(
    folders.map(async ({ name }) => {
      const folder = join(root, name);
      const manifest = await readManifest(createFolderReader(folder)).catch(() => null);
      return manifest === null
        ? []
        : [{ folder, id: manifest.id, version: manifest.version, sizeBytes: manifest.totalBytes }];
    }),
  );
  const packs = found.flat();
  return {
    json: { packs },
    lines: packs.map(
      ({ id, version, sizeBytes, folder }) => `${id} ${version}  ${(sizeBytes / 1e6).toFixed(1)} MB  ${folder}`,
    ),
  };
}
