/** As much of W3C WebDriver (https://www.w3.org/TR/webdriver2/) as one page takes. */

export interface WebDriver {
  readonly about: { readonly browser: string; readonly version: string };
  open(url: string): Promise<void>;
  /** Runs the body of a function in the page and returns what it returns, as JSON. */
  run(script: string): Promise<unknown>;
  /** A PNG. */
  takeScreenshot(): Promise<Buffer>;
  close(): Promise<void>;
}

interface NewSession {
  readonly sessionId: string;
  readonly capabilities: { readonly browserName: string; readonly browserVersion: string };
}

/** Starts a browser. Every call throws an Error with the server's own words when it refuses. */
export async function openWebDriver(server: string, capabilities: unknown): Promise<WebDriver> {
  const session = (await call(server, 'POST', '/session', {
    capabilities: { alwaysMatch: capabilities },
  })) as NewSession;
  const path = `/session/${session.sessionId}`;
  return {
    about: { browser: session.capabilities.browserName, version: session.capabilities.browserVersion },
    open: async (url) => void (await call(server, 'POST', `${path}/url`, { url })),
    run: (script) => call(server, 'POST', `${path}/execute/sync`, { script, args: [] }),
    takeScreenshot: async () => Buffer.from(String(await call(server, 'GET', `${path}/screenshot`)), 'base64'),
    close: async () => void (await call(server, 'DELETE', path)),
  };
}

async function call(server: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(server + path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const { value } = (await response.json()) as { readonly value: unknown };
  if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(value)}`);
  return value;
}
