/** The thread in which one device is measured: a `Benchmark` behind comlink. */
import { expose } from 'comlink';
import type { Benchmark } from '../src/protocol/benchmark.ts';
import { toEngineFailure } from '../src/runtime/engine-failure.ts';
import { announceLife } from './announce-life.ts';
import { installGpuMeter } from './bench/gpu-meter.ts';
import { measureModel } from './bench/measure-model.ts';
import { openModel } from './bench/open-model.ts';
import { openDevice } from './inference/open-device.ts';
import { toResult } from './to-result.ts';

const benchmark: Benchmark = {
  measure: (request, onProgress) =>
    toResult(
      () => {
        const meter = request.device === 'webgpu' && 'gpu' in self.navigator ? installGpuMeter() : null;
        return measureModel(request, { openDevice, openModel, meter }, onProgress);
      },
      (error) => toEngineFailure(error, { code: 'run/failed', parameters: { reason: String(error) } }),
      onProgress,
    ),
};

announceLife();
expose(benchmark);
