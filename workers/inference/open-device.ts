import type { InferenceSession } from 'onnxruntime-common';
import type { DeviceInfo, DeviceKind } from '../../src/protocol/engine.ts';
import type { OrtModule } from '../../src/runtime/ort-module.ts';
import { countWasmThreads, loadWasmOrt } from './load-wasm-ort.ts';
import { loadWebgpuOrt } from './load-webgpu-ort.ts';
import { pickDevice } from './pick-device.ts';
import { requestGpuDevice } from './request-gpu-device.ts';
import { startRuntime } from './start-runtime.ts';

export interface OpenedDevice {
  readonly info: DeviceInfo;
  readonly ort: OrtModule;
  readonly sessionOptions: InferenceSession.SessionOptions;
  /** Whether a picture may be decoded after every step; on a software GPU one takes longer than all the steps. */
  readonly previews: boolean;
  /** Resolves when the device is gone; never for WASM. */
  readonly lost: Promise<void>;
  close(): void;
}

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
      previews: true,
      lost: new Promise(() => undefined),
      close: () => undefined,
    };
  }
  const [ort, device] = await Promise.all([loadWebgpuOrt(), requestGpuDevice(pick.adapter)]);
  return {
    info: { kind: 'webgpu', detail: pick.detail, reason: pick.reason },
    ort,
    sessionOptions: { executionProviders: [{ name: 'webgpu', device }] },
    previews: !pick.isSoftware,
    lost: device.lost.then(() => undefined),
    close: () => device.destroy(),
  };
}
