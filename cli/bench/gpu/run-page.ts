import type { BenchmarkReport } from '../../../src/protocol/benchmark.ts';
import { CommandFailure } from '../../support/command-failure.ts';
import { launchBrowser, type BrowserChoice } from './launch-browser.ts';
import { servePage } from './serve-page.ts';

export interface PageRun extends BrowserChoice {
  /** Folder of the built page. */
  readonly page: string;
  /** Folder of the pack. */
  readonly pack: string;
  /** What the page is asked for. */
  readonly query: URLSearchParams;
}

export interface PageResult {
  readonly report: BenchmarkReport;
  readonly text: string;
}

/** Opens the page in the browser that is there and waits for its report. Throws `CommandFailure`. */
export async function runPage(run: PageRun, onLine: (line: string) => void): Promise<PageResult> {
  let finish = (_result: PageResult): void => undefined;
  let fail = (_reason: string): void => undefined;
  const ended = new Promise<PageResult>((resolve, reject) => {
    finish = resolve;
    fail = (reason) => reject(new CommandFailure(reason, 1));
  });
  // It may fail before anybody waits for it.
  ended.catch(() => undefined);
  const browser = await launchBrowser(run, onLine);
  const server = await servePage(run.page, run.pack, (message) => {
    if ('line' in message) onLine(message.line);
    else finish(message);
  });
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
