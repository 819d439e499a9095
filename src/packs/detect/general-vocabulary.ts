import type { PackManifest } from '../../protocol/pack-manifest.ts';

/**
 * Words that tell kinds of edits apart, for models that know language at large: the empty list of `words` says that no
 * word is unknown to them.
 */
export const GENERAL_VOCABULARY: PackManifest['vocabulary'] = {
  objects: [],
  colours: [
    'red',
    'orange',
    'yellow',
    'green',
    'blue',
    'purple',
    'violet',
    'pink',
    'brown',
    'black',
    'white',
    'grey',
    'gray',
    'golden',
    'silver',
    'turquoise',
    'beige',
  ],
  materials: ['wooden', 'metal', 'glass', 'marble', 'stone', 'plastic', 'leather', 'paper', 'ceramic', 'velvet'],
  surfaces: ['on grass', 'on sand', 'on snow', 'on a table', 'on the floor', 'on a beach'],
  times: [
    'at day',
    'at night',
    'at sunset',
    'at sunrise',
    'at dawn',
    'at dusk',
    'in fog',
    'in rain',
    'in winter',
    'in summer',
    'in autumn',
    'in spring',
  ],
  styles: ['a photo of', 'a pencil sketch of', 'an oil painting of', 'a watercolour of', 'a cartoon of'],
  synonyms: {},
  words: [],
};
