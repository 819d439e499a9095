import { embedGuidance } from '../../src/engine/diffusion/guidance-embedding.ts';
import type { Conditioning } from '../../src/engine/ports.ts';
import { readModel } from '../../src/engine/onnx/read-model.ts';
import { tensor, type Tensor } from '../../src/engine/tensor/tensor.ts';
import type { PackReader } from '../../src/packs/pack-reader.ts';
import { readModelBytes } from '../../src/runtime/model-bytes.ts';
import type { LoadedPack } from '../../src/runtime/load-pack.ts';
import { createTaskQueue } from '../../src/runtime/task-queue.ts';
import type { RuntimeHost } from '../../src/runtime/runtime-host.ts';
import { openSession, type Feed } from '../../src/runtime/session.ts';
import { PACK_FOLDERS, UNET_GRAPH } from '../../src/packs/pack-layout.ts';

/** The pack's UNet as its exporter wrote it, to measure the compiled one against. */
export interface OriginalUnet {
  /** eps for as many rows as the sample has, all with the same words. */
  predict(sample: Tensor, timestep: number, conditioning: Conditioning): Promise<Tensor | undefined>;
  release(): Promise<void>;
}

export async function openOriginalUnet(
  host: RuntimeHost,
  reader: PackReader,
  { manifest, compiled }: LoadedPack,
): Promise<OriginalUnet> {
  const bytes = await readModelBytes(host, reader, manifest, PACK_FOLDERS.unet);
  const { inputs, outputs } = readModel(bytes.model);
  const session = await openSession(host, createTaskQueue(), UNET_GRAPH, bytes);
  const output = outputs[0]?.name ?? '';
  const clock = inputs.find(({ name }) => name === 'timestep')?.type;
  const { timestepCond } = compiled.signature;

  return {
    async predict(sample, timestep, { hiddenStates, guidance }) {
      const rows = sample.shape[0] ?? 1;
      // Exporters differ: a scalar or a vector, of floats or of integers.
      const shape = clock?.shape?.length === 0 ? [] : [clock?.shape?.[0] === 1 ? 1 : rows];
      const times = Array.from({ length: shape[0] ?? 1 }, () => timestep);
      const feeds: Record<string, Feed> = {
        sample,
        timestep: clock?.dtype === 'int64' ? { shape, ids: times } : tensor(shape, Float32Array.from(times)),
        encoder_hidden_states: repeatRow(hiddenStates, rows),
        ...(timestepCond === null ? {} : { timestep_cond: repeatRow(embedGuidance(guidance, timestepCond), rows) }),
      };
      return (await session.run(feeds, [output]))[output];
    },
    release: () => session.release(),
  };
}

function repeatRow(row: Tensor, rows: number): Tensor {
  const data = new Float32Array(row.data.length * rows);
  for (let index = 0; index < rows; index++) data.set(row.data, index * row.data.length);
  return tensor([rows, ...row.shape.slice(1)], data);
}
