/** `npm run fuzz -- TARGET --minutes N --seed S`: gives damaged files to what reads them. */
import { writeDocument } from '../../cli/bench/write-document.ts';
import type { Command, CommandContext, CommandResult } from '../../cli/support/command.ts';
import { parseNumber, parseOptions } from '../../cli/support/parse-options.ts';
import { runCommandLine } from '../../cli/support/run-command-line.ts';
import type { FuzzTarget } from './fuzz-target.ts';
import { judge } from './judge.ts';
import { readCampaign, runCampaign, type Campaign } from './run-fuzz.ts';
import { TARGETS } from './targets.ts';

const OPTIONS = {
  minutes: { type: 'string' },
  n: { type: 'string' },
  seed: { type: 'string' },
  only: { type: 'string' },
  document: { type: 'string' },
} as const;

const USAGE = `  --minutes N      how long (default: 1)
  --n N            mutants in all (default: as many as there is time for)
  --seed S         which mutants (default: 1); the same seed goes on where it was stopped
  --only I         one mutant again
  --document FILE  put the figures into the table of this file (docs/reliability.md)`;

const MOST = 1e9;
const TABLE = {
  begin: '<!-- fuzz:begin -->',
  end: '<!-- fuzz:end -->',
  columns: [
    'target',
    'what is damaged',
    'inputs tried',
    'read all the same',
    'refused by name',
    'faults left',
    'seconds',
    'seed',
  ],
  keyColumns: 1,
};

async function fuzz(
  id: string,
  { summary, prepare }: FuzzTarget,
  { args, report }: CommandContext,
): Promise<CommandResult> {
  const { values } = parseOptions(args, OPTIONS);
  const seed = parseNumber(values.seed, 'seed', 1, { min: 0, max: 2 ** 31, integer: true });
  if (values.only !== undefined) {
    const verdict = await judge(
      await prepare(),
      seed,
      parseNumber(values.only, 'only', 0, { min: 0, max: MOST, integer: true }),
    );
    const line = 'answer' in verdict ? verdict.answer : `${verdict.fault.kind}: ${verdict.fault.message}`;
    return { json: verdict, lines: [line] };
  }
  const minutes = parseNumber(values.minutes, 'minutes', 1, { min: 0.01, max: 10_000 });
  const end = parseNumber(values.n, 'n', MOST, { min: 1, max: MOST, integer: true });
  const campaign = await runCampaign(await readCampaign(id, seed), { end, milliseconds: 60_000 * minutes, report });
  if (values.document !== undefined) await writeDocument(values.document, TABLE, [rowOf(campaign, summary)], true);
  const { next, seconds, answers, faults } = campaign;
  const lines = [
    `${id}: ${next} mutants in ${seconds} s, ${faults.length} faults`,
    ...Object.entries(answers).map(([answer, count]) => `  ${answer}: ${count}`),
  ];
  return {
    json: campaign,
    lines,
    ...(faults.length > 0 ? { problem: `${faults.length} faults: repeat one with --only` } : {}),
  };
}

const READ_ANSWERS = new Set(['read']);

function rowOf({ target, seed, next, seconds, answers, faults }: Campaign, summary: string): readonly string[] {
  const read = Object.entries(answers).reduce(
    (sum, [answer, count]) => sum + (READ_ANSWERS.has(answer) ? count : 0),
    0,
  );
  const all = Object.values(answers).reduce((sum, count) => sum + count, 0);
  return [target, summary, next, read, all - read, faults.length, seconds, seed].map(String);
}

const COMMANDS: Readonly<Record<string, Command>> = Object.fromEntries(
  Object.entries(TARGETS).map(([id, target]) => [
    id,
    { summary: target.summary, usage: USAGE, run: (context: CommandContext) => fuzz(id, target, context) },
  ]),
);

process.exitCode = await runCommandLine('fuzz', COMMANDS, process.argv.slice(2), {
  out: (line) => process.stdout.write(`${line}\n`),
  error: (line) => process.stderr.write(`${line}\n`),
});
