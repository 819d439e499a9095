import type { Tensor } from '../engine/tensor/tensor.ts';
import { EngineFailure } from '../protocol/errors.ts';
import { PACK_FOLDERS, type ModelFolder } from '../packs/pack-layout.ts';

/** The parts of a pack that compute. */
export type PackPart = Exclude<ModelFolder, typeof PACK_FOLDERS.textEncoder2>;

/** What is wrong with an output: NaN or infinity, all numbers equal, or black where the photo is not. */
export type OutputFault = 'not-a-number' | 'constant' | 'black';

/** What helps: the same model in float32, the tiny autoencoder, running on the CPU, or none of these. */
export type OutputRemedy = 'float32' | 'taesd' | 'cpu' | 'another-pack';

/** Returns a part's output when it can be used; throws `EngineFailure` `device/bad-output` otherwise. */
export type OutputCheck = (output: Tensor) => Tensor;

/** Decoders give -1 for black; what is darker than this everywhere shows nothing. */
const BLACK = -0.98;
const DARK_MEAN = -0.8;

/**
 * The check of one part: float16 overflows to NaN without an error, and a GPU out of memory returns zeros. The failure's
 * parameters are `{ part, found, remedy }`.
 */
export function createOutputCheck(part: PackPart, isHalf: boolean, isOnGpu: boolean): OutputCheck {
  return (output) => {
    const found = findFault(output);
    if (found !== null) throw badOutput(part, found, chooseRemedy(part, isHalf, isOnGpu));
    return output;
  };
}

/** The same failure for a picture that is black although it is decoded from a photo that is not. */
export function checkNotBlack(photo: Tensor, decoded: Tensor, isHalf: boolean, isOnGpu: boolean): void {
  if (!isBlack(decoded) || isDark(photo)) return;
  throw badOutput(PACK_FOLDERS.vaeDecoder, 'black', chooseRemedy(PACK_FOLDERS.vaeDecoder, isHalf, isOnGpu));
}

/** What is wrong with an output; null where nothing is. */
export function findFault({ data }: Tensor): OutputFault | null {
  const first = data[0] ?? 0;
  let isConstant = data.length > 1;
  for (const value of data) {
    if (!Number.isFinite(value)) return 'not-a-number';
    if (value !== first) isConstant = false;
  }
  return isConstant ? 'constant' : null;
}

function isBlack({ data }: Tensor): boolean {
  return data.every((value) => value <= BLACK);
}

/** Mostly black: its decoded picture may be entirely black. */
function isDark({ data }: Tensor): boolean {
  return data.reduce((sum, value) => sum + value, 0) / data.length <= DARK_MEAN;
}

function chooseRemedy(part: PackPart, isHalf: boolean, isOnGpu: boolean): OutputRemedy {
  if (isHalf) return part === PACK_FOLDERS.vaeEncoder || part === PACK_FOLDERS.vaeDecoder ? 'taesd' : 'float32';
  return isOnGpu ? 'cpu' : 'another-pack';
}

function badOutput(part: PackPart, found: OutputFault, remedy: OutputRemedy): EngineFailure {
  return new EngineFailure('device/bad-output', { part, found, remedy });
}
