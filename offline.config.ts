/** Builds the service worker after the page, with the list of files that it keeps. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { build, type Plugin } from 'vite';
import { SECURITY_HEADERS } from './security.config.ts';

const WORKER_INPUT = 'workers/offline.worker.ts';
const WORKER_OUTPUT = 'sw.js';
/** Packs are large: only the one that the page ships with is kept. */
const KEPT_PACK = 'models/starter/';
/** Only those who measure load it (`/?bench`). */
const BENCHMARK = /^assets\/(bench\.worker|show-benchmark)-/;
/** Codecs of geotiff that no photo has, and that `readTiffLayout` lets none ask for. */
const UNUSED_CODEC = /^assets\/(lerc|zstd)-/;

/** For the host; some serve it, others do not. */
const HOST_SETTINGS = '_headers';

interface OfflineFile {
  readonly path: string;
  readonly hash: string;
}

/** Keeps the shell, the engine, the samples and the starter pack for work without a network. */
export function keepOffline(): Plugin {
  let folder = 'dist';
  let base = '/';
  return {
    name: 'renoir-offline',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir;
      base = config.base;
    },
    async closeBundle() {
      rmSync(join(folder, WORKER_OUTPUT), { force: true });
      const files = listFiles(folder);
      const version = hashOf(JSON.stringify(files));
      await build({
        configFile: false,
        logLevel: 'warn',
        base,
        define: {
          OFFLINE_FILES: JSON.stringify(files),
          OFFLINE_HEADERS: JSON.stringify(SECURITY_HEADERS),
          OFFLINE_VERSION: JSON.stringify(version),
        },
        build: {
          outDir: folder,
          emptyOutDir: false,
          copyPublicDir: false,
          target: 'es2023',
          rollupOptions: { input: WORKER_INPUT, output: { entryFileNames: WORKER_OUTPUT, format: 'iife' } },
        },
      });
    },
  };
}

function listFiles(folder: string): readonly OfflineFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile())
    .map((file) => ({ path: relative(folder, file).split(sep).join('/'), hash: hashOf(readFileSync(file)) }))
    .filter(({ path }) => !path.startsWith('models/') || path.startsWith(KEPT_PACK))
    .filter(({ path }) => !BENCHMARK.test(path) && !UNUSED_CODEC.test(path) && path !== HOST_SETTINGS)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}
