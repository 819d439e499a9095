import { proxy } from 'comlink';
import type { Benchmark, BenchmarkReport, BenchmarkRequest, DeviceMeasurement } from '../../../protocol/benchmark.ts';
import type { DeviceKind } from '../../../protocol/engine.ts';
import type { Result } from '../../../protocol/errors.ts';
import { createWorkerClient } from '../worker-client.ts';
import { startBenchmarkWorker } from './start-benchmark-worker.ts';

/** Measures WebGPU and then, where it is wanted, WASM, each in a worker of its own. */
export async function runBenchmark(
  request: Omit<BenchmarkRequest, 'device'>,
  hasWasm: boolean,
  onProgress: (line: string) => void,
): Promise<BenchmarkReport> {
  const measure = async (device: DeviceKind): Promise<BenchmarkReport['webgpu']> => {
    const client = createWorkerClient<Benchmark>(startBenchmarkWorker);
    const answer = await client.call<Result<DeviceMeasurement>>(
      (worker) => worker.measure({ ...request, device }, proxy(onProgress)),
      (reason) => ({ ok: false, error: { code: 'device/lost', parameters: { detail: reason ?? '' } } }),
    );
    client.end();
    if (answer.ok) return answer.value;
    const { code, parameters } = answer.error;
    return { error: `${code} ${JSON.stringify(parameters)}` };
  };
  return {
    browser: navigator.userAgent,
    cores: navigator.hardwareConcurrency,
    webgpu: await measure('webgpu'),
    wasm: hasWasm ? await measure('wasm') : null,
  };
}
