import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Builds a page of the repository into a folder, to be served from any address. */
export async function buildPage(folder: string, page = 'bench.html'): Promise<void> {
  await build({
    configFile: false,
    root: ROOT,
    base: './',
    publicDir: false,
    logLevel: 'error',
    worker: { format: 'es' },
    build: { outDir: folder, emptyOutDir: false, target: 'es2023', rollupOptions: { input: `${ROOT}${page}` } },
  });
}
