import type { PackNeeds } from '../../protocol/known-packs.ts';

/** What is known of the device of this browser. */
export interface DeviceFacts {
  /** `software`: an adapter that computes on the processor. */
  readonly gpu: 'none' | 'software' | 'real';
  readonly hasFloat16: boolean;
  /** The largest buffer that a shader may bind; 0 without an adapter. */
  readonly largestBufferBytes: number;
  /** Main memory, as far as the browser tells (it rounds, and stops at some value). */
  readonly memoryBytes: number | null;
}

/** What may stand in the way of a pack. */
export type FitProblem = 'no-gpu' | 'buffer-too-small' | 'memory-too-small';

export interface Fit {
  /** `unsure`: nothing speaks against it, but browsers do not tell how much memory the GPU has. */
  readonly verdict: 'fits' | 'unsure' | 'no';
  readonly problems: readonly FitProblem[];
}

/** What WebAssembly can hold at all, models and runs together: a pack that fits half of it can run without a GPU. */
const WASM_BYTES = 2 ** 32;
/** Every GPU has this much to give. */
const SAFE_BYTES = 10 ** 9;

/** Whether a device can run a pack, from what the browser tells before anything is fetched. */
export function checkFit(needs: PackNeeds, device: DeviceFacts): Fit {
  const problems: FitProblem[] = [];
  // What a device without float16 computes in float32 takes twice the room.
  const factor = needs.float16 && device.gpu === 'real' && !device.hasFloat16 ? 2 : 1;
  const memoryBytes = factor * needs.memoryBytes;
  if (device.gpu === 'real') {
    if (factor * needs.largestBufferBytes > device.largestBufferBytes) problems.push('buffer-too-small');
  } else if (memoryBytes > WASM_BYTES / 2) problems.push('no-gpu');
  if (device.memoryBytes !== null && device.memoryBytes < memoryBytes && device.memoryBytes < MAX_REPORTED_BYTES) {
    problems.push('memory-too-small');
  }
  if (problems.length > 0) return { verdict: 'no', problems };
  return { verdict: memoryBytes <= SAFE_BYTES ? 'fits' : 'unsure', problems };
}

/** Browsers say no more than this of a computer that has more. */
const MAX_REPORTED_BYTES = 8 * 2 ** 30;

/** Weights and activations over weights, of the known packs: 1.3 to 1.5. */
const MEMORY_PER_FILE_BYTE = 1.4;

/** What a pack probably needs of which only the size is known. */
export function estimateNeeds(sizeBytes: number): PackNeeds {
  return { float16: false, memoryBytes: MEMORY_PER_FILE_BYTE * sizeBytes, largestBufferBytes: 0 };
}

const ORDER = { fits: 0, unsure: 1, no: 2 } as const satisfies Record<Fit['verdict'], number>;

/** Packs with those that fit first, otherwise in their order. */
export function sortByFit<T extends { readonly needs: PackNeeds }>(
  packs: readonly T[],
  device: DeviceFacts,
): readonly T[] {
  const rank = ({ needs }: T): number => ORDER[checkFit(needs, device).verdict];
  return [...packs].sort((a, b) => rank(a) - rank(b));
}
