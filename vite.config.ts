import { readFileSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { keepOffline } from './offline.config.ts';
import { ISOLATION_HEADERS, SECURITY_HEADERS, writeHeadersFile, writePagePolicy } from './security.config.ts';

export default defineConfig({
  plugins: [react(), secureContent(), keepOffline()],
  define: { RENOIR_VERSION: JSON.stringify(readVersion()) },
  build: { target: 'es2023' },
  worker: { format: 'es' },
  server: { headers: ISOLATION_HEADERS },
  preview: { headers: SECURITY_HEADERS },
  optimizeDeps: { exclude: ['onnxruntime-web', '@huggingface/transformers'] },
});

function readVersion(): unknown {
  const { version }: { version?: unknown } = JSON.parse(readFileSync('package.json', 'utf8'));
  return version;
}

/** Writes the policy into the page, and beside it a file for hosts that read headers from one. */
function secureContent(): Plugin {
  return {
    name: 'renoir-content-security-policy',
    transformIndexHtml: (_html, { server }) => {
      const content = writePagePolicy(server !== undefined);
      return [{ tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content }, injectTo: 'head-prepend' }];
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: '_headers', source: writeHeadersFile() });
    },
  };
}
