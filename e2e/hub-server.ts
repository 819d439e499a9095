/** The hub, as the page sees it: at its real address, by HTTPS, on this machine. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type BrowserContextOptions } from '@playwright/test';
import { startHubServer, type HubServer } from '../test/hub-server.ts';
import config from '../playwright.config.ts';

/** Where the hub redirects to; any name below hf.co would do. */
const STORAGE_HOST = 'cas-bridge.xethub.hf.co';

/** A certificate that nobody trusts, made for these tests; the browser is told not to ask. */
const tls = {
  key: readFileSync(new URL('certificate/key.pem', import.meta.url), 'utf8'),
  cert: readFileSync(new URL('certificate/certificate.pem', import.meta.url), 'utf8'),
};

export function startHub(repositories: Readonly<Record<string, string>>): Promise<HubServer> {
  return startHubServer({ repositories, tls, storageOrigin: `https://${STORAGE_HOST}`, license: 'mit' });
}

/**
 * A browser with a profile of its own, so that its storage outlives a tab, for which the hub's names lead to `hub` and all others
 * nowhere. The page's own policy stays as it is.
 */
export async function openBrowser(
  hub: HubServer,
  device: BrowserContextOptions = { viewport: { width: 1280, height: 800 } },
): Promise<BrowserContext> {
  const { launchOptions, baseURL } = config.use ?? {};
  const rules = [
    `MAP huggingface.co:443 127.0.0.1:${hub.port}`,
    `MAP ${STORAGE_HOST}:443 127.0.0.1:${hub.storagePort}`,
    'EXCLUDE localhost',
    'EXCLUDE 127.0.0.1',
    'MAP * ~NOTFOUND',
  ].join(', ');
  return chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), 'renoir-profile-')), {
    ...launchOptions,
    ...(baseURL === undefined ? {} : { baseURL }),
    ...device,
    ignoreHTTPSErrors: true,
    serviceWorkers: 'block',
    args: [...(launchOptions?.args ?? []), `--host-resolver-rules=${rules}`, '--ignore-certificate-errors'],
  });
}
