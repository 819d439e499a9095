import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFailure } from '../../support/command-failure.ts';

/** Where Chromium, Chrome and Edge are usually installed. */
function usualPaths(platform: NodeJS.Platform): readonly string[] {
  if (platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (platform === 'win32') {
    const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => process.env[name] ?? []);
    const programs = [
      'Google/Chrome/Application/chrome.exe',
      'Chromium/Application/chrome.exe',
      'Microsoft/Edge/Application/msedge.exe',
    ];
    return roots.flatMap((root) => programs.map((program) => join(root, program)));
  }
  return [
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/snap/bin/chromium',
    '/usr/bin/microsoft-edge',
  ];
}

/** `CHROMIUM_PATH`, or the first browser of the Chromium family that is installed, Playwright's own last. */
export function findBrowser(ownPath: string): string {
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined && !existsSync(named)) throw new CommandFailure(`CHROMIUM_PATH: there is no ${named}.`);
  const found = [named, ...usualPaths(process.platform), ownPath].find(
    (path) => path !== undefined && existsSync(path),
  );
  if (found === undefined) throw new CommandFailure('There is no Chrome, Chromium or Edge. Name one in CHROMIUM_PATH.');
  return found;
}
