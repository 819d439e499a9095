import type { FuzzTarget } from './fuzz-target.ts';
import { BATCH_ZIP } from './targets/batch-zip.ts';
import { ADDRESSES, LINKS } from './targets/links.ts';
import { LISTINGS } from './targets/listings.ts';
import { ONNX_BYTES, ONNX_GRAPH, ONNX_NUMBERS, ONNX_PACK } from './targets/onnx.ts';
import { CONFIGURATIONS, PACK_JSON, TOKENIZERS } from './targets/packs.ts';
import { metadataTarget, pictureTarget } from './targets/pictures.ts';
import { PROJECTS, RECIPES } from './targets/saved-files.ts';

/** Everything that reads what others wrote. */
export const TARGETS = {
  jpeg: pictureTarget('jpeg'),
  png: pictureTarget('png'),
  webp: pictureTarget('webp'),
  avif: pictureTarget('avif'),
  gif: pictureTarget('gif'),
  tiff: pictureTarget('tiff'),
  exif: metadataTarget('exif'),
  xmp: metadataTarget('xmp'),
  icc: metadataTarget('icc'),
  'pack-json': PACK_JSON,
  configurations: CONFIGURATIONS,
  tokenizers: TOKENIZERS,
  listings: LISTINGS,
  projects: PROJECTS,
  recipes: RECIPES,
  links: LINKS,
  addresses: ADDRESSES,
  'onnx-bytes': ONNX_BYTES,
  'onnx-graph': ONNX_GRAPH,
  'onnx-numbers': ONNX_NUMBERS,
  'onnx-pack': ONNX_PACK,
  'batch-zip': BATCH_ZIP,
} as const satisfies Record<string, FuzzTarget>;

export type TargetId = keyof typeof TARGETS;

export function isTarget(id: string): id is TargetId {
  return Object.hasOwn(TARGETS, id);
}
