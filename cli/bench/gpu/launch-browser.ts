import { chromium, type Browser } from 'playwright';
import { BROWSER_SWITCHES } from './browser-switches.ts';
import { findBrowser } from './find-browser.ts';

export interface BrowserChoice {
  readonly isHeaded: boolean;
  /** Compute in software, as machines without a GPU do. */
  readonly isSoftware: boolean;
}

/** Starts the browser that is there with WebGPU. Throws `CommandFailure`. */
export async function launchBrowser(choice: BrowserChoice, onLine: (line: string) => void): Promise<Browser> {
  const executablePath = findBrowser(chromium.executablePath());
  onLine(executablePath);
  return chromium.launch({ executablePath, headless: !choice.isHeaded, args: chooseSwitches(choice) });
}

function chooseSwitches({ isHeaded, isSoftware }: BrowserChoice): string[] {
  const isLinux = process.platform === 'linux';
  return [
    ...BROWSER_SWITCHES.all,
    ...(isLinux ? BROWSER_SWITCHES.linux : []),
    ...(isLinux && !isSoftware ? BROWSER_SWITCHES.linuxGpu : []),
    ...(isLinux && !isSoftware && !isHeaded ? BROWSER_SWITCHES.linuxHeadless : []),
    ...(isSoftware ? BROWSER_SWITCHES.software : []),
  ];
}
