import type { Cascade, CascadeStage } from '../engine/cascade/cascade.ts';
import { createCosineSchedule } from '../engine/diffusion/noise-schedule.ts';
import { denoiserOfVelocity } from '../engine/diffusion/prediction.ts';
import { at } from '../engine/at.ts';
import { EngineFailure } from '../protocol/errors.ts';
import type { CascadeManifest, CascadeStageManifest } from '../protocol/cascade-manifest.ts';
import { graphPath, PACK_FOLDERS } from '../packs/pack-layout.ts';
import type { PackReader } from '../packs/pack-reader.ts';
import { readCascadeManifest } from '../packs/read-cascade-manifest.ts';
import { isHalfPrecision } from './adapt-model.ts';
import { loadCompiledDenoiser, nameGraph } from './compiled-denoiser.ts';
import { createDenoiser } from './denoiser.ts';
import { readModelBytes } from './model-bytes.ts';
import { openText } from './open-text.ts';
import { createOutputCheck } from './output-check.ts';
import type { RuntimeHost } from './runtime-host.ts';
import { type ModelBytes, openSession, type Session } from './session.ts';
import { createTaskQueue } from './task-queue.ts';

/** Channels of a picture. */
const CHANNELS = 3;
/** What a further stage takes beside the words. */
const CONDITIONS = ['class_labels', 'image_condition'];

export interface LoadedCascade {
  readonly manifest: CascadeManifest;
  readonly cascade: Cascade;
  /** Frees every session; the cascade must not be used afterwards. */
  release(): Promise<void>;
}

/**
 * Loads a pixel cascade: `text_encoder/` and `tokenizer/` as in any pack, and a UNet for every stage, each compiled when it is opened;
 * sessions are created when they are first needed. Throws `EngineFailure` as `readCascadeManifest`, `pack/unsupported` for a UNet that does
 * not take what its stage is told, `graph/unsupported-operator`, `device/*`.
 */
export async function loadCascade(host: RuntimeHost, reader: PackReader): Promise<LoadedCascade> {
  const manifest = await readCascadeManifest(reader);
  const queue = createTaskQueue();
  const sessions: Session[] = [];
  const open = async (file: string, bytes: ModelBytes): Promise<Session> => {
    const session = await openSession(host, queue, file, bytes);
    sessions.push(session);
    return session;
  };
  const release = async (): Promise<void> => {
    await Promise.all(sessions.splice(0).map((session) => session.release()));
  };

  async function openStage(stage: CascadeStageManifest): Promise<CascadeStage> {
    const { folder, image, trainingSteps, prediction, timesteps, guidance, noiseLevel } = stage;
    const unet = await readModelBytes(host, reader, manifest, folder);
    const latent = { channels: CHANNELS, ...image, scalingFactor: 1 };
    const compiled = await loadCompiledDenoiser(reader, { ...manifest, latent }, unet, folder);
    const taken = Object.keys(compiled.signature.added).sort();
    const told = noiseLevel === null ? [] : CONDITIONS;
    if (taken.join() !== told.join()) {
      const reason = `the stage is told [${told.join(', ')}] beside the words, and its UNet takes [${taken.join(', ')}]`;
      throw new EngineFailure('pack/unsupported', { file: graphPath(folder), reason });
    }
    const check = createOutputCheck(PACK_FOLDERS.unet, isHalfPrecision(unet), host.gpu !== undefined);
    const openGraph = async (graph: Parameters<typeof nameGraph>[0]) =>
      open(`${folder}/${nameGraph(graph)}`, await compiled.graph(graph));
    const model = createDenoiser(compiled.signature, openGraph, { check });
    const schedule = createCosineSchedule(trainingSteps);
    const denoiser = prediction === 'epsilon' ? model : denoiserOfVelocity(model, schedule);
    return { denoiser, schedule, timesteps, guidance, noiseLevel };
  }

  try {
    const { image } = at(manifest.stages, manifest.stages.length - 1);
    const text = await openText(host, reader, { ...manifest, image }, open);
    const stages: CascadeStage[] = [];
    for (const stage of manifest.stages) stages.push(await openStage(stage));
    return { manifest, cascade: { stages, text }, release };
  } catch (error) {
    await release();
    throw error;
  }
}
