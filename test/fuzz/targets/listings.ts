import { listSources } from '../../../src/packs/hub/list-sources.ts';
import { fileUrl, HUB_ORIGIN } from '../../../src/packs/hub/hub-address.ts';
import { findMissingGraphs } from '../../../src/packs/hub/choose-pack-files.ts';
import type { HubResponse, HubTransport } from '../../../src/packs/hub/hub-transport.ts';
import { encodeText, READ, require, type FuzzTarget, type Mutant } from '../fuzz-target.ts';
import { mutateJson, type Json } from '../mutate-json.ts';
import type { Random } from '../random.ts';
import { isInside } from '../is-inside.ts';
import { nameError } from './packs.ts';

const REPOSITORY = 'owner/name';
const COMMIT = 'a'.repeat(40);
const MOST_REQUESTS = 64;

const ABOUT: Json = { sha: COMMIT, gated: false, cardData: { license: 'mit' }, siblings: [] };
const STRANGE: readonly Json[] = [
  COMMIT,
  'main',
  '../../other/name',
  'a/b?c#d',
  'unet/../../x.onnx',
  'unet\\x.onnx',
  '/unet/x.onnx',
  'unet//model.onnx',
  '.',
  { oid: 'f'.repeat(64), size: 5 },
];

const TREE: Json = ['unet', 'vae_encoder', 'vae_decoder', 'text_encoder'].flatMap((folder) => [
  { type: 'directory', path: folder, oid: 'd'.repeat(40), size: 0 },
  {
    type: 'file',
    path: `${folder}/model.onnx`,
    oid: 'e'.repeat(40),
    size: 1000,
    lfs: { oid: 'f'.repeat(64), size: 1e9, pointerSize: 134 },
  },
  { type: 'file', path: `${folder}/config.json`, oid: 'c'.repeat(40), size: 700 },
]);

/** Answers of the hub. Being asked for anything but this repository of this hub is a fault. */
function createTransport(mutant: Mutant): HubTransport {
  let requests = 0;
  return {
    async get(url) {
      requests += 1;
      require(requests < MOST_REQUESTS, 'the hub is asked without end');
      const { origin, pathname } = new URL(url);
      require(origin === HUB_ORIGIN &&
        pathname.startsWith(
          `/api/models/${REPOSITORY}/`,
        ), `another address is asked: ${origin}${pathname.slice(0, 40)}`);
      const kind = pathname.split('/')[5] ?? '';
      return answer(
        mutant[kind] ?? new Uint8Array(),
        new TextDecoder().decode(mutant['link']),
        Number(new TextDecoder().decode(mutant['status'])),
      );
    },
  };
}

function answer(body: Uint8Array, link: string, status: number): HubResponse {
  const headers: Readonly<Record<string, string>> = { link, 'retry-after': link, 'x-error-code': link };
  return {
    status,
    header: (name) => headers[name] ?? null,
    json: async () => JSON.parse(new TextDecoder().decode(body)) as unknown,
    pieces: async function* () {
      yield body;
    },
  };
}

function mutateLink(random: Random): string {
  return random.pick([
    '',
    '',
    '<https://huggingface.co/api/models/owner/name/tree/main?cursor=2>; rel="next"',
    '<https://other.example/x?cursor=2>; rel="next"',
    '<?>; rel="next"',
    '<>; rel=next',
    'GatedRepo',
    '17',
    'Wed, 21 Oct 2026 07:28:00 GMT',
    '<x?../../..>; rel="next"',
  ]);
}

export const LISTINGS: FuzzTarget = {
  summary: 'answers of the hub: what is in a repository, page by page',
  prepare: async () => ({
    mutate: (random) => ({
      revision: encodeText(random.chance(0.6) ? JSON.stringify(ABOUT) : mutateJson(ABOUT, random, STRANGE)),
      tree: encodeText(mutateJson(TREE, random, STRANGE)),
      link: encodeText(mutateLink(random)),
      status: encodeText(
        String(
          random.chance(0.85) ? 200 : random.pick([204, 301, 400, 401, 403, 404, 410, 416, 429, 451, 500, 503, 599, 0]),
        ),
      ),
    }),
    examine: (mutant) =>
      nameError(async () => {
        const { files } = await listSources(createTransport(mutant), HUB_ORIGIN, [{ repository: REPOSITORY }]);
        require(new Set(files.map(({ path }) => path)).size === files.length, 'a file is listed twice');
        for (const { path, remotePath = path, repository, commit, sizeBytes, checksum } of files) {
          require(isInside(path) && isInside(remotePath), 'a file lies outside the pack');
          require(Number.isSafeInteger(sizeBytes) && sizeBytes >= 0, 'a size is no number of bytes');
          require(/^[\da-f]+$/.test(checksum.hex), 'a checksum is none');
          const { origin, pathname } = new URL(fileUrl(HUB_ORIGIN, repository, commit, remotePath));
          require(origin === HUB_ORIGIN &&
            pathname.startsWith(`/${REPOSITORY}/resolve/`), 'a file would be fetched from elsewhere');
        }
        findMissingGraphs(files);
        return READ;
      }),
  }),
};
