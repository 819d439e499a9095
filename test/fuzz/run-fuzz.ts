import { fork } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Mutant } from './fuzz-target.ts';
import type { FuzzMessage, FuzzOrder } from './fuzz-process.ts';
import type { Fault } from './judge.ts';

/** What is known of a campaign: where it goes on, and what it found. */
export interface Campaign {
  readonly target: string;
  readonly seed: number;
  /** The next mutant; so many were tried. */
  readonly next: number;
  readonly seconds: number;
  /** How often each answer came. */
  readonly answers: Readonly<Record<string, number>>;
  /** The first mutant that shows each fault. */
  readonly faults: readonly Fault[];
}

/** No mutant takes so long, however busy the machine is: the process hangs. */
const HANG_MILLISECONDS = 180_000;
const MOST_MEGABYTES = 1500;
const FOLDER = fileURLToPath(new URL('../../node_modules/.fuzz/', import.meta.url));

function stateFile({ target, seed }: Pick<Campaign, 'target' | 'seed'>): string {
  return join(FOLDER, `${target}-${seed}.json`);
}

export async function readCampaign(target: string, seed: number): Promise<Campaign> {
  const fresh: Campaign = { target, seed, next: 0, seconds: 0, answers: {}, faults: [] };
  return readFile(stateFile(fresh), 'utf8').then(
    (text) => JSON.parse(text) as Campaign,
    () => fresh,
  );
}

/** Judges again what was found to be faulty: what was mended since is an answer like the others. */
async function judgeFaultsAgain(campaign: Campaign): Promise<Campaign> {
  let { answers } = campaign;
  const faults: Fault[] = [];
  for (const { index } of campaign.faults) {
    const order = { target: campaign.target, seed: campaign.seed, from: index, end: index + 1 };
    const again = await runTwice({ ...order, milliseconds: HANG_MILLISECONDS });
    answers = addAnswers(answers, again.answers);
    faults.push(...again.faults.map(({ fault }) => fault), ...(again.failed === null ? [] : [again.failed]));
  }
  return { ...campaign, answers, faults };
}

function addAnswers(answers: Campaign['answers'], more: Campaign['answers']): Campaign['answers'] {
  const sums = { ...answers };
  for (const [answer, count] of Object.entries(more)) sums[answer] = (sums[answer] ?? 0) + count;
  return sums;
}

/** Goes on with a campaign until `end` or for `milliseconds`; what it found is kept when it is stopped, and each faulty mutant as a file. */
export async function runCampaign(
  begun: Campaign,
  {
    end,
    milliseconds,
    report,
  }: { readonly end: number; readonly milliseconds: number; readonly report: (line: string) => void },
): Promise<Campaign> {
  await mkdir(FOLDER, { recursive: true });
  const started = performance.now();
  let campaign = await judgeFaultsAgain(begun);
  const found = async (fault: Fault, mutant: Mutant): Promise<void> => {
    const isKnown = campaign.faults.some(({ kind, place }) => kind === fault.kind && place === fault.place);
    if (isKnown) return;
    campaign = { ...campaign, faults: [...campaign.faults, fault] };
    report(`${campaign.target} ${fault.index}: ${fault.kind}, ${fault.message} (${fault.place})`);
    for (const [name, bytes] of Object.entries(mutant)) {
      await writeFile(
        join(FOLDER, [campaign.target, campaign.seed, fault.index, name.replaceAll('/', '-')].join('-')),
        bytes,
      );
    }
  };
  for (;;) {
    const left = milliseconds - (performance.now() - started);
    const order: FuzzOrder = {
      target: campaign.target,
      seed: campaign.seed,
      from: campaign.next,
      end,
      milliseconds: left,
    };
    if (order.from >= end || left <= 0) break;
    const { answers, failed, faults, next } = await runTwice(order);
    campaign = { ...campaign, next, answers: addAnswers(campaign.answers, answers) };
    for (const { fault, mutant } of faults) await found(fault, mutant);
    if (failed !== null) await found(failed, {});
    const seconds = begun.seconds + (performance.now() - started) / 1000;
    campaign = { ...campaign, seconds: Math.round(seconds) };
    await writeFile(stateFile(campaign), JSON.stringify(campaign, null, 2));
  }
  await writeFile(stateFile(campaign), JSON.stringify(campaign, null, 2));
  return campaign;
}

interface ProcessResult {
  readonly next: number;
  readonly answers: Readonly<Record<string, number>>;
  readonly faults: readonly { readonly fault: Fault; readonly mutant: Mutant }[];
  /** What ended the process. */
  readonly failed: Fault | null;
}

/** Only a mutant that hangs twice hangs: a busy machine may have given the process no time. */
async function runTwice(order: FuzzOrder): Promise<ProcessResult> {
  const first = await runProcess(order);
  if (first.failed?.kind !== 'hang') return first;
  const { index } = first.failed;
  const again = await runProcess({ ...order, from: index, end: index + 1, milliseconds: HANG_MILLISECONDS });
  const answers = addAnswers(first.answers, again.answers);
  return { next: first.next, answers, faults: [...first.faults, ...again.faults], failed: again.failed };
}

/** A process is let go after so many mutants, so that the campaign is kept now and then. */
const MUTANTS_A_PROCESS = 2000;

function runProcess(order: FuzzOrder): Promise<ProcessResult> {
  const answers: Record<string, number> = {};
  const faults: { fault: Fault; mutant: Mutant }[] = [];
  const end = Math.min(order.end, order.from + MUTANTS_A_PROCESS);
  let current = order.from;
  return new Promise((resolve, reject) => {
    const child = fork(
      fileURLToPath(new URL('fuzz-process.ts', import.meta.url)),
      [JSON.stringify({ ...order, end })],
      {
        execArgv: ['--import', 'tsx', `--max-old-space-size=${MOST_MEGABYTES}`],
        serialization: 'advanced',
      },
    );
    let watch: NodeJS.Timeout | undefined;
    const finish = (failed: Fault | null, next: number): void => {
      clearTimeout(watch);
      resolve({ next, answers, faults, failed });
    };
    const wait = (): void => {
      clearTimeout(watch);
      watch = setTimeout(() => {
        finish(
          { kind: 'hang', index: current, message: `longer than ${HANG_MILLISECONDS} ms`, place: 'hang' },
          current + 1,
        );
        child.kill('SIGKILL');
      }, HANG_MILLISECONDS);
    };
    child.on('message', (message) => {
      const { index, verdict } = message as FuzzMessage;
      wait();
      current = index;
      if (verdict === null) return;
      current = index + 1;
      if ('answer' in verdict) answers[verdict.answer] = (answers[verdict.answer] ?? 0) + 1;
      else faults.push(verdict);
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (code === 0) finish(null, current);
      // Before the first mutant the target itself is broken.
      else if (watch === undefined) reject(new Error(`the process ended with ${code ?? signal ?? ''}`));
      else
        finish(
          {
            kind: 'memory',
            index: current,
            message: `the process ended with ${code ?? signal ?? ''}`,
            place: 'process',
          },
          current + 1,
        );
    });
  });
}
