import { readFileSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { keepOffline } from './offline.config.ts';

/** Threads of the inference engine share memory, which browsers allow only to pages that isolate themselves. */
const ISOLATION_HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Where models come from when the user asks for one: the hub, and the storage that it redirects to. */
const HUB = 'https://huggingface.co https://*.huggingface.co https://*.hf.co';

/**
 * The page may talk to its own origin and fetch models from the hub, and to nobody else: "nothing leaves this computer" is a rule of
 * the browser, not a promise.
 */
const CONTENT_SECURITY_POLICY = {
  'default-src': "'self'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self' blob:",
  'connect-src': `'self' blob: data: ${HUB}`,
  'img-src': "'self' blob: data:",
  'style-src': "'self' 'unsafe-inline'",
};

export default defineConfig({
  plugins: [react(), secureContent(), keepOffline()],
  define: { RENOIR_VERSION: JSON.stringify(readVersion()) },
  build: { target: 'es2023' },
  worker: { format: 'es' },
  server: { headers: ISOLATION_HEADERS },
  preview: { headers: ISOLATION_HEADERS },
  optimizeDeps: { exclude: ['onnxruntime-web', '@huggingface/transformers'] },
});

function readVersion(): unknown {
  const { version }: { version?: unknown } = JSON.parse(readFileSync('package.json', 'utf8'));
  return version;
}

/** Writes the policy into the page. The development server puts inline scripts of its own into it, and only there they may run. */
function secureContent(): Plugin {
  return {
    name: 'renoir-content-security-policy',
    transformIndexHtml: (_html, { server }) => {
      const policy = { ...CONTENT_SECURITY_POLICY };
      if (server !== undefined) policy['script-src'] += " 'unsafe-inline'";
      const content = Object.entries(policy)
        .map(([directive, sources]) => `${directive} ${sources}`)
        .join('; ');
      return [{ tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content }, injectTo: 'head-prepend' }];
    },
  };
}
