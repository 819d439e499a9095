/** What browsers are told to forbid: by the page itself, by every server of it, and by the service worker. */

/** Where models come from when the user asks for one: the hub, and the storage that it redirects to. */
const HUB = 'https://huggingface.co https://*.huggingface.co https://*.hf.co';

/**
 * The page and its workers may talk to their own origin and fetch models from the hub, and to nobody else: "nothing leaves this computer"
 * is a rule of the browser, not a promise.
 */
const POLICY = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self'",
  'connect-src': `'self' blob: data: ${HUB}`,
  'font-src': "'self'",
  'img-src': "'self' blob: data:",
  // The messages bring their style sheet as an element.
  'style-src': "'self' 'unsafe-inline'",
  'manifest-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
};

/** No text becomes markup, and no text an address of a script but by the one policy of `src/app/browser/trust-own-scripts.ts`. */
const TRUSTED_TYPES = { 'require-trusted-types-for': "'script'", 'trusted-types': 'default' };

/** Threads of the inference engine share memory, which browsers allow only to pages that isolate themselves. */
export const ISOLATION_HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/**
 * For every file of the page, scripts of workers above all: a worker obeys the policy that came with its own script, not that of the page
 * that starts it.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  ...ISOLATION_HEADERS,
  'Content-Security-Policy': writePolicy({ ...POLICY, 'frame-ancestors': "'none'" }),
  'Permissions-Policy':
    'camera=(), display-capture=(), geolocation=(), hid=(), microphone=(), midi=(), payment=(), serial=(), usb=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** The policy that stands in the page, for servers that send none. The development server runs inline scripts and makes markup of text. */
export function writePagePolicy(isDevelopment: boolean): string {
  if (!isDevelopment) return writePolicy({ ...POLICY, ...TRUSTED_TYPES });
  return writePolicy({ ...POLICY, 'script-src': `${POLICY['script-src']} 'unsafe-inline'` });
}

/** The headers as hosts read them from a file `_headers` (Netlify, Cloudflare Pages). Names of assets change with their content. */
export function writeHeadersFile(): string {
  const lines = Object.entries(SECURITY_HEADERS).map(([name, value]) => `  ${name}: ${value}`);
  const cached = '  Cache-Control: public, max-age=31536000, immutable';
  return ['/*', ...lines, '/assets/*', cached, ''].join('\n');
}

function writePolicy(policy: Readonly<Record<string, string>>): string {
  return Object.entries(policy)
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ');
}
