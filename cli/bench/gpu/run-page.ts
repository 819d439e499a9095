import { chromium } from 'playwright';
import type { BenchmarkReport } from '../../../src/protocol/benchmark.ts';
import { CommandFailure } from '../../support/command-failure.ts';
import { BROWSER_SWITCHES } from './browser-switches.ts';
import { findBrowser } from './find-browser.ts';
import { servePage } from './serve-page.ts';

export interface PageRun {
  /** Folder of the built page. */
  readonly page: string;
  /** Folder of the pack. */
  readonly pack: string;
  /** What the page is asked for. */
  readonly query: URLSearchParams;
  readonly isHeaded: boolean;
  /** Compute in software, as machines without a GPU do. */
  readonly isSoftware: boolean;
}

export interface PageResult {
  readonly report: BenchmarkReport;
  readonly text: string;
}

/** Opens the page in the browser that is there and waits for its report. Throws `CommandFailure`. */
export async function runPage(run: PageRun, onLine: (line: string) => void): Promise<PageResult> {
  const executablePath = findBrowser(chromium.executablePath());
  onLine(executablePath);
  let finish = (_result: PageResult): void => undefined;
  let fail = (_reason: string): void => undefined;
  const ended = new Promise<PageResult>((resolve, reject) => {
    finish = resolve;
    fail = (reason) => reject(new CommandFailure(reason, 1));
  });
  // It may fail before anybody waits for it.
  ended.catch(() => undefined);
  const server = await servePage(run.page, run.pack, (message) => {
    if ('line' in message) onLine(message.line);
    else finish(message);
  });
  const browser = await chromium.launch({ executablePath, headless: !run.isHeaded, args: chooseSwitches(run) });
  try {
    browser.on('disconnected', () => fail('The browser has closed.'));
    const page = await browser.newPage();
    page.on('crash', () => fail('The page has crashed.'));
    page.on('pageerror', (error) => fail(`The page has failed: ${error.message}`));
    page.on('console', (message) => {
      // A pack may lack some of the files that are looked for.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) onLine(message.text());
    });
    await page.goto(`${server.url}bench.html?${run.query.toString()}`);
    return await ended;
  } finally {
    await browser.close();
    server.close();
  }
}

function chooseSwitches({ isHeaded, isSoftware }: Pick<PageRun, 'isHeaded' | 'isSoftware'>): string[] {
  const isLinux = process.platform === 'linux';
  return [
    ...BROWSER_SWITCHES.all,
    ...(isLinux ? BROWSER_SWITCHES.linux : []),
    ...(isLinux && !isSoftware ? BROWSER_SWITCHES.linuxGpu : []),
    ...(isLinux && !isSoftware && !isHeaded ? BROWSER_SWITCHES.linuxHeadless : []),
    ...(isSoftware ? BROWSER_SWITCHES.software : []),
  ];
}
