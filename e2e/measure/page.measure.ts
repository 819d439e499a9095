import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test, type Browser } from '@playwright/test';
import { EditorPage } from '../pages/editor-page.ts';
import { pairOf, pairPath } from '../pixels.ts';
import { recordTasks } from './record-tasks.ts';

const ROUNDS = 5;
/** Faster than any sentence can be painted. */
const GAP_MS = 120;
/** Between two keys of somebody who types well. */
const KEY_MS = 180;
const SAMPLES = new URL('../../public/samples/', import.meta.url);
const REPORT = new URL('../../bench/results/page.json', import.meta.url);

interface Sample {
  readonly file: string;
  readonly source: string;
  readonly target: string;
}

const runNode = promisify(execFile);

interface PageTimes {
  /** Seconds from the start of the navigation until something can be clicked, and until the result is there. */
  readonly usable: number;
  readonly edited: number;
  /** Seconds of the run itself, as the page says them. */
  readonly run: number;
}

interface EngineTimes {
  /** From the start of the process, as a page is timed from its navigation. */
  readonly processSeconds: number;
  /** From when its code is loaded. */
  readonly seconds: number;
  readonly editSeconds: number;
}

/** Seconds from the start of the navigation until the result is there, in a browser without any cache of this page. */
async function timeFirstEdit(browser: Browser): Promise<PageTimes> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const editor = new EditorPage(page);
  const start = performance.now();
  const elapsed = () => (performance.now() - start) / 1000;
  await editor.open();
  const usable = elapsed();
  await page
    .getByRole('button', { name: /^Sample/ })
    .first()
    .click();
  await editor.waitForRun();
  const edited = elapsed();
  const [, run] = /([\d.]+) s\b/.exec((await editor.status.textContent()) ?? '') ?? [];
  await context.close();
  return { usable, edited, run: Number(run) };
}

async function timeBareEngine({ file, source, target }: Sample): Promise<EngineTimes> {
  const script = fileURLToPath(new URL('bare-engine.ts', import.meta.url));
  const photo = fileURLToPath(new URL(file, SAMPLES));
  const start = performance.now();
  const { stdout } = await runNode(process.execPath, ['--import', 'tsx', script, photo, source, target]);
  const processSeconds = (performance.now() - start) / 1000;
  return { ...(JSON.parse(stdout) as Omit<EngineTimes, 'processSeconds'>), processSeconds };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

test('first edit of a sample, and tasks of the main thread while typing', async ({ browser }) => {
  const [sample] = JSON.parse(readFileSync(new URL('samples.json', SAMPLES), 'utf8')) as readonly Sample[];
  if (!sample) throw new Error('there are no samples');
  const pages: PageTimes[] = [];
  const engines: EngineTimes[] = [];
  // In turns, so that what else the machine does falls on both.
  for (let round = 0; round < ROUNDS; round++) {
    pages.push(await timeFirstEdit(browser));
    engines.push(await timeBareEngine(sample));
  }
  const ratioOf = (page: (times: PageTimes) => number, engine: (times: EngineTimes) => number): number =>
    median(pages.flatMap((times, round) => engines.slice(round, round + 1).map((own) => page(times) / engine(own))));
  const firstEdit = {
    usableSeconds: median(pages.map(({ usable }) => usable)),
    pageSeconds: median(pages.map(({ edited }) => edited)),
    bareEngineSeconds: median(engines.map(({ processSeconds }) => processSeconds)),
    ratio: ratioOf(
      ({ edited }) => edited,
      ({ processSeconds }) => processSeconds,
    ),
    ratioWithoutProcessStart: ratioOf(
      ({ edited }) => edited,
      ({ seconds }) => seconds,
    ),
    ratioOfTheRun: ratioOf(
      ({ run }) => run,
      ({ editSeconds }) => editSeconds,
    ),
  };
  const report = {
    device: 'wasm',
    cores: availableParallelism(),
    firstEdit,
    journey: await measureJourney(browser),
    typing: await measureTyping(browser),
  };
  console.log(JSON.stringify(report, null, 2));
  writeFileSync(REPORT, `${JSON.stringify(report, null, 2)}\n`);
  expect(report.typing.sentences).toBe(20);
});

/** The main thread while twenty sentences are typed and edits run: wall time is the machine's, processor time the page's own. */
async function measureTyping(browser: Browser) {
  const pair = pairOf('colour');
  const rest = pair.source.split(' ').slice(3).join(' ');
  const sentences = ['red', 'green', 'blue', 'yellow', 'purple'].flatMap((colour) =>
    ['ball', 'cube', 'cone', 'cylinder'].map((object) => `a ${colour} ${object} ${rest}`),
  );
  const context = await browser.newContext();
  const page = await context.newPage();
  const editor = new EditorPage(page);
  await editor.open();
  await editor.drop(pairPath(pair, 'source'));
  await editor.source.fill(pair.source);
  await editor.target.fill(pair.source);
  const first = await editor.waitForRun();
  const tasks = await recordTasks(page, async () => {
    for (const sentence of sentences) {
      await editor.target.fill(sentence);
      await page.waitForTimeout(GAP_MS);
    }
    await editor.waitForRun(first.runId);
  });
  await context.close();
  const longest = (values: readonly number[]) => values.reduce((most, value) => Math.max(most, value), 0);
  return {
    sentences: sentences.length,
    tasks: tasks.length,
    longTasks: tasks.filter(({ wallMs }) => wallMs >= 50).length,
    longestWallMs: longest(tasks.map(({ wallMs }) => wallMs)),
    longestProcessorMs: longest(tasks.map(({ processorMs }) => processorMs)),
  };
}

/** What somebody waits for: a sample's picture after the click, the edit after the last key, and what is painted meanwhile. */
async function measureJourney(browser: Browser) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const editor = new EditorPage(page);
  await editor.open();
  const clicked = performance.now();
  await page
    .getByRole('button', { name: /^Sample/ })
    .first()
    .click();
  await expect(page.locator('canvas[aria-hidden][data-shown="true"]').last()).toBeVisible();
  const pictureSeconds = (performance.now() - clicked) / 1000;
  await expect(editor.target).toBeFocused();
  const { runId } = await editor.waitForRun();

  const seen = await editor.status.evaluateHandle((status) => {
    const field = document.querySelector('#target-field');
    const previews: { readonly isOfOlderWords: boolean }[] = [];
    let [run, words, count] = ['', '', 0];
    new MutationObserver(() => {
      const now = field?.textContent?.trim() ?? '';
      const { runId: id = '', previews: painted = '0' } = status.dataset;
      if (id !== run) [run, words, count] = [id, now, 0];
      for (; count < Number(painted); count++) previews.push({ isOfOlderWords: words !== now });
    }).observe(status, { attributes: true });
    return previews;
  });
  await editor.target.press('Control+a');
  await page.keyboard.type('a green duck on a wooden table at night', { delay: KEY_MS });
  const typed = performance.now();
  await editor.waitForRun(runId);
  const editSeconds = (performance.now() - typed) / 1000;
  const previews = await seen.jsonValue();
  await context.close();
  return {
    pictureSeconds,
    editSeconds,
    keyMs: KEY_MS,
    previews: previews.length,
    previewsOfOlderWords: previews.filter(({ isOfOlderWords }) => isOfOlderWords).length,
  };
}
