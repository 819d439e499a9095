import { array, constantFrom, sample, string as anyString, webUrl, oneof, stringMatching, tuple } from 'fast-check';
import { readFragment, writeFragment } from '../../../src/app/formats/recipe-link.ts';
import { fileUrl, HUB_ORIGIN, revisionUrl } from '../../../src/packs/hub/hub-address.ts';
import { formatRepository, pageOf, parseRepository } from '../../../src/protocol/parse-repository.ts';
import { encodeText, READ, require, single, singleOf, type FuzzTarget } from '../fuzz-target.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { checkRecipe } from './check-recipe.ts';

const FRAGMENTS = [
  '#from=a+red+ball&to=a+blue+ball&emphasis=1:1.5,3:0.2&free=0.75&seed=7&pack=starter',
  '#from=a%20cat&to=a%20dog&editor=prompt-to-prompt&inversion=aidi&steps=4&iterations=2&localBlend=false&crossReplace=0.8&sample=duck',
  '#from=&to=&free=NaN&steps=1e9&seed=-1&automatic=true',
].map(encodeText);

export const LINKS: FuzzTarget = {
  summary: 'links that bring words and settings',
  prepare: async () => ({
    mutate: (random) => single(mutateBytes(random.pick(FRAGMENTS), random, FRAGMENTS)),
    examine: async (mutant) => {
      const linked = readFragment(new TextDecoder().decode(singleOf(mutant)));
      if (linked === null || linked === 'newer') return 'no words';
      checkRecipe(linked.recipe);
      const again = readFragment(writeFragment(linked));
      require(JSON.stringify(again) === JSON.stringify(linked), 'a link that is written again says something else');
      return READ;
    },
  }),
};

const PART = oneof(
  stringMatching(/^[\w.@-]{0,12}$/),
  constantFrom(
    '..',
    '.',
    'tree',
    'blob',
    'resolve',
    'refs',
    'pr',
    'main',
    '%2e%2e',
    '%2f',
    '%',
    ' ',
    '\\',
    '?x=1',
    '#y',
  ),
);
const OWNER = oneof(constantFrom('owner', 'a.b', 'name@dev', 'name.git', 'model'), PART);
const SCHEME = constantFrom(
  '',
  '',
  'https://huggingface.co/',
  'http://hf.co/',
  'hf://',
  'huggingface.co/',
  'HTTPS://WWW.HUGGINGFACE.CO/',
  'https://other.example/',
  '//huggingface.co@other.example/',
  '"',
);
const ADDRESS = oneof(
  {
    weight: 6,
    arbitrary: tuple(SCHEME, OWNER, OWNER, array(PART, { maxLength: 4 })).map(
      ([scheme, owner, name, rest]) => scheme + [owner, name, ...rest].join('/'),
    ),
  },
  { weight: 1, arbitrary: webUrl({ withQueryParameters: true, withFragments: true }) },
  { weight: 1, arbitrary: anyString({ maxLength: 60, unit: 'binary' }) },
);

export const ADDRESSES: FuzzTarget = {
  summary: 'addresses of repositories, as they are typed and pasted',
  prepare: async () => ({
    mutate: (random) => {
      const [address = ''] = sample(ADDRESS, { seed: random.below(2 ** 31), numRuns: 1 });
      return single(encodeText(address));
    },
    examine: async (mutant) => {
      const found = parseRepository(new TextDecoder().decode(singleOf(mutant)));
      if (found === null) return 'no address';
      const { repository, revision = 'main' } = found;
      for (const url of [
        revisionUrl(HUB_ORIGIN, repository, revision),
        fileUrl(HUB_ORIGIN, repository, revision, 'a/b'),
        pageOf(found),
      ]) {
        const { origin, pathname } = new URL(url);
        require((origin === HUB_ORIGIN && pathname.includes(`/${repository}/`)) ||
          pathname === `/${repository}`, 'an address leads elsewhere');
      }
      const again = parseRepository(formatRepository(found));
      require(JSON.stringify(again) === JSON.stringify(found), 'an address that is written again is another');
      return READ;
    },
  }),
};
