import type { InferenceSession } from 'onnxruntime-common';
import type { DeviceInfo, DeviceKind } from '../../src/protocol/engine.ts';
import type { OrtModule } from '../../src/runtime/ort-module.ts';
import { createMemoryBudget } from '../../src/runtime/memory-budget.ts';
import type { GpuHost } from '../../src/runtime/runtime-host.ts';
import type { CaptureScope } from './kept-captures.ts';
import { createGpuMemory } from './gpu-memory.ts';
import { countWasmThreads, loadWasmOrt } from './load-wasm-ort.ts';
import { loadWebgpuOrt } from './load-webgpu-ort.ts';
import { pickDevice } from './pick-device.ts';
import { requestGpuDevice } from './request-gpu-device.ts';
import { startRuntime } from './start-runtime.ts';
import { watchErrors, type DeviceErrors } from './watch-errors.ts';

/** A device, and what it says of its commands: what sessions compute on one that was out of memory is not to be trusted. */
export interface OpenedDevice extends DeviceErrors {
  readonly info: DeviceInfo;
  readonly ort: OrtModule;
  readonly sessionOptions: InferenceSession.SessionOptions;
  /** Null on a CPU. */
  readonly gpu: GpuHost | null;
  /** Whether it has kernels for float16; without them float16 models are computed in float32. */
  readonly hasFloat16: boolean;
  /** What verdicts about recorded sessions hold for; null on a CPU, which records none. */
  readonly captureScope: CaptureScope | null;
  /** Whether a picture may be decoded after every step; on a software GPU one takes longer than all the steps. */
  readonly previews: boolean;
  /** Resolves when the device is gone; never for WASM. */
  readonly lost: Promise<void>;
  close(): void;
}

/**
 * What the sessions of the denoiser may hold on a graphics card. WebGPU does not say how much memory there is; this leaves a card of
 * 8 GB room for the autoencoder and the desktop. A card that has less refuses, and the budget shrinks (`shrinkBudget`).
 */
const GPU_BUDGET_BYTES = 6 * 2 ** 30;

/** Chooses the device and loads the one build of onnxruntime-web that fits it. Throws as `pickDevice`. */
export async function openDevice(asked: DeviceKind | 'auto'): Promise<OpenedDevice> {
  const pick = await pickDevice(asked, self.navigator.gpu);
  if (pick.kind === 'wasm') {
    const ort = await loadWasmOrt();
    void startRuntime(ort).catch(() => undefined);
    const threads = countWasmThreads();
    return {
      info: { kind: 'wasm', detail: `${threads} ${threads === 1 ? 'thread' : 'threads'}`, reason: pick.reason },
      ort,
      sessionOptions: { executionProviders: ['wasm'] },
      gpu: null,
      hasFloat16: false,
      captureScope: null,
      previews: true,
      lost: new Promise(() => undefined),
      wasFull: () => false,
      takeRefusal: () => null,
      close: () => undefined,
    };
  }
  const [ort, device] = await Promise.all([loadWebgpuOrt(), requestGpuDevice(pick.adapter)]);
  const hasFloat16 = device.features.has('shader-f16');
  return {
    info: { kind: 'webgpu', detail: pick.detail, reason: pick.reason },
    ort,
    sessionOptions: { executionProviders: [{ name: 'webgpu', device }] },
    // A software adapter computes on the CPU: what it would verify is not what a card's driver makes of it.
    gpu: { memory: createGpuMemory(device), budget: createMemoryBudget(GPU_BUDGET_BYTES), verifies: !pick.isSoftware },
    hasFloat16,
    captureScope: {
      runtime: ort.env.versions.web ?? ort.env.versions.common,
      adapter: hasFloat16 ? pick.detail : `${pick.detail}, float32`,
    },
    previews: !pick.isSoftware,
    lost: device.lost.then(() => undefined),
    ...watchErrors(device),
    close: () => device.destroy(),
  };
}
