import { dirname, join } from 'node:path';
import { KNOWN_PACKS } from '../../src/protocol/known-packs.ts';
import type { PackSource } from '../../src/protocol/pack-store.ts';
import { formatRepository, parseRepository, type RepositoryAddress } from '../../src/protocol/parse-repository.ts';
import type { PackName } from '../../src/packs/detect/pack-name.ts';
import { HUB_ORIGIN, MAIN_REVISION } from '../../src/packs/hub/hub-address.ts';
import { readManifest } from '../../src/packs/read-manifest.ts';
import { CommandFailure } from '../support/command-failure.ts';
import type { Command, CommandContext, CommandResult } from '../support/command.ts';
import { defaultPackFolder } from '../support/default-pack.ts';
import { describePack, formatBytes } from '../support/describe-pack.ts';
import { createFolderReader } from '../support/folder-reader.ts';
import { readFolderManifest } from '../support/open-node-pack.ts';
import { addPack, type AddedPack, type Placement } from '../support/pack-add.ts';
import { checkPack } from '../support/pack-check.ts';
import { fetchRepository, isFetching } from '../support/pack-fetch.ts';
import { packNameOf } from '../support/pack-name.ts';
import { choosePackFolder, isFolder, listFolders, packsFolder } from '../support/packs-folder.ts';
import { parseChoice, parseNumber, parseOptions } from '../support/parse-options.ts';

const OPTIONS = {
  packs: { type: 'string' },
  id: { type: 'string' },
  name: { type: 'string' },
  size: { type: 'string' },
  copy: { type: 'boolean' },
  link: { type: 'boolean' },
  hub: { type: 'string' },
  revision: { type: 'string' },
  with: { type: 'string', multiple: true },
  run: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parseOptions<typeof OPTIONS>>['values'];

interface ActionContext extends Pick<CommandContext, 'report'> {
  readonly operand: string | undefined;
  readonly values: Values;
  readonly packs: string;
}

const ACTIONS = {
  check: {
    usage: ['check DIR   are all files there and whole, and what will run; DIR needs no pack.json'],
    run: check,
  },
  list: {
    usage: ['list        the bundled pack and those in the packs folder'],
    run: list,
  },
  add: {
    usage: [
      'add DIR     write a pack.json with sizes and checksums into DIR, or with --copy or --link into the packs folder',
      'add REPO    fetch a pack (owner/name, owner/name@revision or its address) from the hub into the packs folder, or go on where that was stopped',
      `add ID      the same for a pack that is known to work: ${Object.keys(KNOWN_PACKS).join(', ')}`,
    ],
    run: add,
  },
} as const satisfies Record<
  string,
  { usage: readonly string[]; run: (context: ActionContext) => Promise<CommandResult> }
>;

const ACTION_NAMES = ['check', 'list', 'add'] as const satisfies readonly (keyof typeof ACTIONS)[];

export const PACK: Command = {
  summary: 'check a model pack, add one, or list the packs that are here',
  usage: `Usage: renoir pack <action> [options] [--json]

${Object.values(ACTIONS)
  .flatMap(({ usage }) => usage.map((line) => `  ${line}`))
  .join('\n')}

  --run                 check: open it and run every part once, on the CPU
  --packs DIR           the packs folder (default: $RENOIR_PACKS, or ~/.renoir/packs)
  --id ID               how to call the pack, for --pack (default: the name of its folder or repository)
  --name NAME           how to show it
  --size N              pixels along a side to run at, where the model leaves it open (default: as it was trained)
  --copy, --link        copy the files of DIR that are used, or link them
  --with REPO=FOLDERS   take these folders (vae_encoder,vae_decoder) from another repository; may be given again;
                        taesd=vae_decoder:preview_decoder takes one under another name
  --revision NAME       branch, tag or commit (default: main)
  --hub URL             another hub (default: ${HUB_ORIGIN})`,
  async run({ args, report }) {
    const { values, positionals } = parseOptions(args, OPTIONS, true);
    const [action, operand] = positionals;
    if (action === undefined) throw new CommandFailure(`Say what to do: ${ACTION_NAMES.join(', ')}.`);
    const { run } = ACTIONS[parseChoice(action, 'action', ACTION_NAMES)];
    return run({ operand, values, packs: values.packs ?? packsFolder(), report });
  },
};

async function check({ operand, values, packs }: ActionContext): Promise<CommandResult> {
  const folder = await requireFolder(operand, packs);
  const report = await checkPack(createFolderReader(folder), nameFrom(folder, values), {
    run: values.run === true,
  });
  const [problem] = report.problems;
  return {
    json: report,
    lines: report.ok ? describePack(report) : report.problems,
    ...(problem === undefined ? {} : { problem: `${folder}: ${problem}` }),
  };
}

async function list({ packs }: ActionContext): Promise<CommandResult> {
  const folders = [...(await listFolders(dirname(defaultPackFolder()))), ...(await listFolders(packs))];
  const found = await Promise.all(
    folders.map(async (folder) => {
      const manifest = await readFolderManifest(folder).catch(() => null);
      if (manifest === null) return [];
      const { id, name, version, license, totalBytes: sizeBytes } = manifest;
      return [{ folder, id, name, version, license, sizeBytes }];
    }),
  );
  const all = found.flat();
  return {
    json: { packs: all },
    lines: all.map(
      ({ id, version, sizeBytes, license, folder }) =>
        `${id} ${version}  ${formatBytes(sizeBytes)}  licence ${license}  ${folder}`,
    ),
  };
}

async function add(context: ActionContext): Promise<CommandResult> {
  const { operand, values, packs, report } = context;
  if (operand !== undefined && !(await isFolder(operand))) {
    const remote = findRemotePack(operand, values);
    if (remote !== null) return describeAdded(await fetchRemotePack(remote, context));
  }
  const folder = await requireFolder(operand, packs);
  if (values.copy && values.link) throw new CommandFailure('Choose one of --copy and --link.');
  const placement: Placement = values.link ? 'link' : values.copy ? 'copy' : 'stay';
  return describeAdded(await addPack(folder, { name: nameFrom(folder, values), placement, packs, report }));
}

interface RemotePack {
  readonly name: PackName;
  readonly sources: readonly PackSource[];
  /** Of a known pack, instead of what the repository's card says. */
  readonly license: string | null;
}

/** A known pack by its id, or a repository by its name; null for anything else. */
function findRemotePack(operand: string, values: Values): RemotePack | null {
  const known = Object.entries(KNOWN_PACKS).find(([id]) => id === operand)?.[1];
  if (known !== undefined) {
    const { sources, license } = known;
    return { name: nameFrom(operand, { name: known.name, ...values }), sources, license: license.name };
  }
  const address = parseRepository(operand, hostsOf(values));
  if (address === null) return null;
  if (address.revision !== undefined && values.revision !== undefined && address.revision !== values.revision) {
    throw new CommandFailure(`Name one revision: ${formatRepository(address)} is not --revision ${values.revision}.`);
  }
  const sources = [...(values.with ?? []).map((text) => parseSource(text, values)), address];
  return { name: nameFrom(address.repository, values), sources, license: null };
}

/** Addresses may be those of the hub that packs are fetched from. */
function hostsOf({ hub }: Values): readonly string[] {
  return hub !== undefined && URL.canParse(hub) ? [new URL(hub).host] : [];
}

async function fetchRemotePack(
  { name, sources, license: known }: RemotePack,
  { values, packs, report }: Omit<ActionContext, 'operand'>,
): Promise<AddedPack> {
  const folder = join(packs, name.id);
  if ((await isFolder(folder)) && !(await isFetching(folder))) {
    throw new CommandFailure(`There is a pack ${folder} already: choose another name with --id, or remove it.`);
  }
  const { hub: origin = HUB_ORIGIN, revision = MAIN_REVISION } = values;
  return fetchRepository({ origin, sources, revision, folder, report }, async ({ commit, license }) => {
    const stored = await readManifest(createFolderReader(folder)).catch(() => null);
    if (stored !== null) return { folder, manifest: stored };
    const version = commit.slice(0, 12);
    return addPack(folder, { name: { ...name, version }, placement: 'stay', packs, license: known ?? license, report });
  });
}

/** `owner/name=folder,folder`, or `owner/name=folder:to` for a folder that the pack has under another name. */
function parseSource(text: string, values: Values): PackSource {
  const [name = '', folders = ''] = text.split('=', 2);
  const address: RepositoryAddress | null = parseRepository(name, hostsOf(values));
  if (address === null || folders === '') {
    throw new CommandFailure(`--with must be a repository and its folders, owner/name=vae_encoder, not '${text}'.`);
  }
  const [folder = '', to] = folders.split(':', 2);
  return to === undefined ? { ...address, folders: folders.split(',') } : { ...address, folders: [folder], to };
}

function describeAdded({ folder, manifest }: AddedPack): CommandResult {
  const { id, version, license, files, totalBytes: sizeBytes } = manifest;
  return {
    json: { folder, id, version, license, files: files.length, sizeBytes },
    lines: [`${id} ${version}: ${files.length} files, ${formatBytes(sizeBytes)}, licence ${license}, in ${folder}`],
  };
}

async function requireFolder(operand: string | undefined, packs: string): Promise<string> {
  if (operand === undefined) throw new CommandFailure('Name the folder of the pack.');
  const folder = await choosePackFolder(operand, packs);
  if (!(await isFolder(folder))) throw new CommandFailure(`There is no folder ${operand}.`);
  return folder;
}

function nameFrom(folder: string, { id, name, size }: Pick<Values, 'id' | 'name' | 'size'>): PackName {
  const own = packNameOf(folder);
  const side = parseNumber(size, 'size', 0, { min: 64, max: 4096, integer: true });
  return {
    ...own,
    id: id ?? own.id,
    name: name ?? id ?? own.name,
    ...(side === 0 ? {} : { imageSize: { width: side, height: side } }),
  };
}
