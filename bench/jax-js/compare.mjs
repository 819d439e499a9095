import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';

const { values } = parseArgs({
  options: {
    device: { type: 'string', default: 'wasm' },
    rounds: { type: 'string', default: '7' },
    chromium: { type: 'string' },
  },
});
const ROOTS = { '/repository/': process.cwd(), '/': import.meta.dirname };
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};
const IMPORTS = {
  '@bufbuild/protobuf': '/node_modules/@bufbuild/protobuf/dist/esm/index.js',
  '@bufbuild/protobuf/codegenv2': '/node_modules/@bufbuild/protobuf/dist/esm/codegenv2/index.js',
  '@jax-js/jax': '/node_modules/@jax-js/jax/dist/index.js',
  '@jax-js/onnx': '/node_modules/@jax-js/onnx/dist/index.js',
  'onnx-buf': '/node_modules/onnx-buf/dist/onnx_pb.js',
  'onnxruntime-web': `/repository/node_modules/onnxruntime-web/dist/ort.${values.device}.min.mjs`,
};
const PAGE = `<!doctype html><link rel="icon" href="data:," /><script type="importmap">${JSON.stringify({ imports: IMPORTS })}</script>`;

const server = createServer(async (request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
  const [prefix, folder] = Object.entries(ROOTS).find(([start]) => path.startsWith(start));
  try {
    const body = path === '/' ? PAGE : await readFile(join(folder, path.slice(prefix.length)));
    response.writeHead(200, {
      'content-type': TYPES[path === '/' ? '.html' : extname(path)] ?? 'application/octet-stream',
    });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const browser = await chromium.launch({
  ...(values.chromium ? { executablePath: values.chromium } : {}),
  args: ['--no-sandbox', '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
});
try {
  const page = await browser.newPage();
  page.on('console', (message) => message.type() === 'error' && console.error(message.text()));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const options = { device: values.device, rounds: Number(values.rounds) };
  const rows = await page.evaluate(async (given) => (await import('/page.mjs')).compare(given), options);
  console.table(rows);
} finally {
  await browser.close();
  server.close();
}
