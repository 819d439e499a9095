import { expect, test } from 'vitest';
import { choosePackFiles, findMissingGraphs } from './choose-pack-files.ts';
import { fileUrl } from './hub-address.ts';
import type { HubResponse, HubTransport } from './hub-transport.ts';
import { listRepository, type HubListing } from './list-repository.ts';
import { parseListing, type HubFile } from './parse-listing.ts';

const ORIGIN = 'https://hub.test';
const large = (path: string, size = 100) => ({
  type: 'file',
  path,
  size,
  oid: 'abc',
  lfs: { oid: 'f'.repeat(64), size },
});

/** A hub that answers from a table and remembers what it was asked. */
function hubWith(pages: Readonly<Record<string, { body: unknown; status?: number; link?: string }>>) {
  const asked: string[] = [];
  const transport: HubTransport = {
    get: (url) => {
      asked.push(url);
      const page = pages[url];
      const response: HubResponse = {
        status: page?.status ?? (page === undefined ? 404 : 200),
        header: (name) => (name === 'link' ? (page?.link ?? null) : null),
        json: () => Promise.resolve(page?.body),
        pieces: () => (async function* none() {})(),
      };
      return Promise.resolve(response);
    },
  };
  return { transport, asked };
}

test('the address of a file keeps its folders and escapes the rest', () => {
  expect(fileUrl(ORIGIN, 'a/b', '123', 'unet/model #1.onnx')).toBe(`${ORIGIN}/a/b/resolve/123/unet/model%20%231.onnx`);
});

test('a listing gives sizes and checksums of large and small files, and nothing that leads out of the folder', () => {
  expect(
    parseListing([
      large('unet/model.onnx', 7),
      { type: 'file', path: 'README.md', size: 5, oid: 'b'.repeat(40) },
      { type: 'directory', path: 'unet' },
      large('../outside'),
      large('a/../../b'),
      large('/etc/passwd'),
      large('a//b'),
      { type: 'file', path: 'no-size', oid: 'c' },
      { type: 'file', path: 'no-checksum', size: 5, oid: 'https://other.example' },
      { ...large('no-checksum'), lfs: { oid: '../../x', size: 7 } },
      null,
    ]),
  ).toEqual([
    { path: 'unet/model.onnx', sizeBytes: 7, checksum: { kind: 'sha256', hex: 'f'.repeat(64) } },
    { path: 'README.md', sizeBytes: 5, checksum: { kind: 'git-blob', hex: 'b'.repeat(40) } },
  ]);
  expect(parseListing({ error: 'x' })).toBeNull();
});

test('a repository is listed page by page at the commit that its branch names now', async () => {
  const tree = `${ORIGIN}/api/models/a/b/tree/c0ffee`;
  const { transport, asked } = hubWith({
    [`${ORIGIN}/api/models/a/b/revision/main`]: { body: { sha: 'c0ffee', cardData: { license: 'mit' } } },
    [`${tree}?recursive=1`]: {
      body: [large('one')],
      link: `<https://other.name${tree.slice(16)}?recursive=1&cursor=x>; rel="next"`,
    },
    [`${tree}?recursive=1&cursor=x`]: { body: [large('two')] },
  });
  const listing = await listRepository(transport, ORIGIN, 'a/b');
  expect(listing).toMatchObject({ repository: 'a/b', commit: 'c0ffee', license: 'mit' });
  expect(listing.files.map(({ path }) => path)).toEqual(['one', 'two']);
  expect(asked).toHaveLength(3);
});

test.each([
  [404, 'hub/not-found'],
  [401, 'hub/not-found'],
  [403, 'hub/forbidden'],
  [429, 'hub/rate-limited'],
  [500, 'hub/unavailable'],
  [503, 'hub/unavailable'],
])('status %d of the hub is %s', async (status, code) => {
  const { transport } = hubWith({ [`${ORIGIN}/api/models/a/b/revision/main`]: { body: {}, status } });
  await expect(listRepository(transport, ORIGIN, 'a/b')).rejects.toMatchObject({ error: { code } });
});

test('a revision with slashes is asked for by its whole name, and named where it is missing', async () => {
  const { transport, asked } = hubWith({});
  await expect(listRepository(transport, ORIGIN, 'a/b', 'refs/pr/1')).rejects.toMatchObject({
    error: { code: 'hub/not-found', parameters: { repository: 'a/b@refs/pr/1' } },
  });
  expect(asked).toEqual([`${ORIGIN}/api/models/a/b/revision/refs%2Fpr%2F1`]);
});

test.each([true, 'auto', 'manual'])(
  'a repository that is gated (%j) is forbidden, although it can be listed',
  async (gated) => {
    const { transport } = hubWith({ [`${ORIGIN}/api/models/a/b/revision/main`]: { body: { sha: 'c0ffee', gated } } });
    await expect(listRepository(transport, ORIGIN, 'a/b')).rejects.toMatchObject({
      error: { code: 'hub/forbidden', parameters: { repository: 'a/b' } },
    });
  },
);

test.each([
  [
    ['model_fp16.onnx', 'model_fp16.onnx_data'],
    ['model.onnx<model_fp16.onnx', 'model_fp16.onnx_data'],
  ],
  [
    ['model.onnx', 'model.onnx_data', 'model_fp16.onnx', 'model_fp16.onnx_data', 'model_q4.onnx', 'weights.pb'],
    ['model.onnx', 'model.onnx_data', 'weights.pb'],
  ],
  [['unet.onnx', 'unet_quantized.onnx'], ['model.onnx<unet.onnx']],
  [['model_quantized.onnx'], ['model_quantized.onnx']],
])('of the graphs %j of a folder %j are taken', (names, expected) => {
  const listing = listingOf('a/b', [
    'compiled/forward.onnx',
    'compiled/gradient.onnx',
    ...names.map((name) => `unet/${name}`),
  ]);
  const [forward, gradient, ...chosen] = choosePackFiles([{ source: { repository: 'a/b' }, listing }]);
  expect([forward?.path, gradient?.path]).toEqual(['compiled/forward.onnx', 'compiled/gradient.onnx']);
  const short = (path: string) => path.slice('unet/'.length);
  expect(
    chosen.map(({ path, remotePath }) => short(path) + (remotePath === undefined ? '' : `<${short(remotePath)}`)),
  ).toEqual(expected);
});

test('a graph under another name is not missing, a quantised one is', () => {
  const missing = (name: string) =>
    findMissingGraphs(
      choosePackFiles([{ source: { repository: 'a/b' }, listing: listingOf('a/b', [`unet/${name}`]) }]),
    ).includes('unet/model.onnx');
  expect([missing('model_fp16.onnx'), missing('model_q4f16.onnx')]).toEqual([false, true]);
});

function listingOf(repository: string, paths: readonly string[]): HubListing {
  const files = paths.map((path): HubFile => ({ path, sizeBytes: 1, checksum: { kind: 'git-blob', hex: '' } }));
  return { repository, commit: `commit of ${repository}`, license: null, files };
}

test('of a repository the ONNX files and the configuration are taken, whatever the weights are called', () => {
  const listing = listingOf('a/b', [
    'README.md',
    'model_index.json',
    'sd_turbo.safetensors',
    'safety_checker/model.onnx',
    'scheduler/scheduler_config.json',
    'text_encoder/model.onnx',
    'text_encoder/openvino_model.xml',
    'text_encoder/pytorch_model.bin',
    'tokenizer/merges.txt',
    'unet/config.json',
    'unet/diffusion_pytorch_model.safetensors',
    'unet/diffusion_pytorch_model.safetensors.index.json',
    'unet/model.onnx',
    'unet/model.onnx_data',
    'unet/onnx__MatMul_4711',
    'unet/weights.pb',
    'vae_encoder/model.onnx',
  ]);
  const chosen = choosePackFiles([{ source: { repository: 'a/b' }, listing }]);
  expect(chosen.map(({ path }) => path)).toEqual([
    'model_index.json',
    'scheduler/scheduler_config.json',
    'text_encoder/model.onnx',
    'tokenizer/merges.txt',
    'unet/config.json',
    'unet/model.onnx',
    'unet/model.onnx_data',
    'unet/onnx__MatMul_4711',
    'unet/weights.pb',
    'vae_encoder/model.onnx',
  ]);
  expect(findMissingGraphs(chosen)).toEqual(['vae_decoder/model.onnx']);
});

test('a folder’s weights come from one repository, its configuration from the first that has it', () => {
  const chosen = choosePackFiles([
    {
      source: { repository: 'vae', folders: ['vae_encoder'] },
      listing: listingOf('vae', ['vae_encoder/model.onnx', 'unet/model.onnx']),
    },
    {
      source: { repository: 'main' },
      listing: listingOf('main', ['vae_encoder/model.onnx', 'vae_encoder/model.onnx_data', 'unet/model.onnx']),
    },
    {
      source: { repository: 'config', only: 'configuration' },
      listing: listingOf('config', ['model_index.json', 'vae_encoder/config.json', 'vae_decoder/model.onnx']),
    },
  ]);
  expect(chosen.map(({ path, repository, commit }) => [path, repository, commit])).toEqual([
    ['model_index.json', 'config', 'commit of config'],
    ['unet/model.onnx', 'main', 'commit of main'],
    ['vae_encoder/config.json', 'config', 'commit of config'],
    ['vae_encoder/model.onnx', 'vae', 'commit of vae'],
  ]);
});

test('a folder can be taken under another name, and is asked for by its own', () => {
  const preview = { repository: 'tiny', folders: ['vae_decoder'], to: 'preview_decoder' };
  const chosen = choosePackFiles([
    {
      source: { repository: 'main' },
      listing: listingOf('main', ['vae_decoder/model.onnx', 'vae_decoder/config.json']),
    },
    {
      source: preview,
      listing: listingOf('tiny', [
        'config.json',
        'vae_decoder/config.json',
        'vae_decoder/model.onnx',
        'unet/model.onnx',
      ]),
    },
  ]);
  expect(chosen.map(({ path, repository, remotePath }) => [path, repository, remotePath])).toEqual([
    ['preview_decoder/config.json', 'tiny', 'vae_decoder/config.json'],
    ['preview_decoder/model.onnx', 'tiny', 'vae_decoder/model.onnx'],
    ['vae_decoder/config.json', 'main', undefined],
    ['vae_decoder/model.onnx', 'main', undefined],
  ]);
});
