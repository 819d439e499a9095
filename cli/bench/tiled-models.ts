import type { ControlledResult, ControlledRows, Denoiser } from '../../src/engine/ports.ts';
import type { EditContext } from '../../src/engine/stages/edit-context.ts';
import { extentsOf } from '../../src/engine/tensor/extents.ts';
import { type Tensor, zeros } from '../../src/engine/tensor/tensor.ts';

/** Where the tiles begin along both axes, in parts of a tile: two that overlap by half, on the longer axis. */
const STARTS = [0, 0.5] as const;

/**
 * The models of a pack for pictures at 3:2 or 2:3 whose shorter side is the pack's: everything is run on two overlapping squares, and
 * what is predicted of both is averaged at every step (MultiDiffusion, Bar-Tal et al., arXiv 2302.08113, with equal weights).
 */
export function tileModels(
  { denoiser, autoencoder, text }: EditContext['models'],
  isWide: boolean,
): EditContext['models'] {
  const split = (whole: Tensor): readonly Tensor[] => STARTS.map((start) => cut(whole, start, isWide));
  const onTiles = async (whole: Tensor, run: (tile: Tensor) => Promise<Tensor>): Promise<Tensor> => {
    const tiles: Tensor[] = [];
    for (const tile of split(whole)) tiles.push(await run(tile));
    return average(tiles, isWide);
  };
  const refuseObjective = () => Promise.reject(new RangeError('the objective of tiles is not defined'));
  const onPairs = async (
    { source, target }: ControlledRows,
    run: (pair: ControlledRows) => Promise<ControlledResult>,
  ): Promise<ControlledResult> => {
    const sources = split(source.latent);
    const results: ControlledResult[] = [];
    for (const [index, latent] of split(target.latent).entries()) {
      // What is kept of a source row belongs to a whole trajectory: tiles are none.
      const row = { ...source, latent: sources[index] ?? latent, trajectory: [] };
      results.push(await run({ source: row, target: { ...target, latent } }));
    }
    const averageOf = (read: (result: ControlledResult) => Tensor) => average(results.map(read), isWide);
    return {
      noise: averageOf(({ noise }) => noise),
      maps: averageOf(({ maps }) => maps),
      rows: results.reduce((sum, result) => sum + result.rows, 0),
    };
  };
  const [rows = 1, channels = 1, height = 1, width = 1] = denoiser.latentShape;
  const tiled: Denoiser = {
    latentShape: isWide ? [rows, channels, height, 1.5 * width] : [rows, channels, 1.5 * height, width],
    tokens: denoiser.tokens,
    predict: (sample, timestep, conditioning) =>
      onTiles(sample, (tile) => denoiser.predict(tile, timestep, conditioning)),
    gradient: refuseObjective,
    textGradient: refuseObjective,
    controlled: (rows, timestep, control) => onPairs(rows, (pair) => denoiser.controlled(pair, timestep, control)),
    mutual: (rows, timestep, attention) => onPairs(rows, (pair) => denoiser.mutual(pair, timestep, attention)),
    injected: (rows, timestep, injection) => onPairs(rows, (pair) => denoiser.injected(pair, timestep, injection)),
    unified: () => Promise.reject(new RangeError('tiles have no layout row')),
    // Places of one tile attend to none of the other.
    selfAttention: async () => null,
  };
  return {
    denoiser: tiled,
    autoencoder: {
      encode: (image) => onTiles(image, (tile) => autoencoder.encode(tile)),
      decode: (latent) => onTiles(latent, (tile) => autoencoder.decode(tile)),
      preview: (latent) => onTiles(latent, (tile) => autoencoder.preview(tile)),
    },
    text,
  };
}

/** The square that begins after so many of its sides. */
function cut(whole: Tensor, start: number, isWide: boolean): Tensor {
  const { rows, channels, height, width } = extentsOf(whole.shape);
  const side = Math.min(width, height);
  const [left, top] = isWide ? [start * side, 0] : [0, start * side];
  const tile = zeros([rows, channels, side, side]);
  for (let line = 0; line < rows * channels * side; line++) {
    const from = (Math.floor(line / side) * height + top + (line % side)) * width + left;
    tile.data.set(whole.data.subarray(from, from + side), line * side);
  }
  return tile;
}

function average(tiles: readonly Tensor[], isWide: boolean): Tensor {
  const { rows, channels, height: side } = extentsOf(tiles[0]?.shape ?? []);
  const [width, height] = isWide ? [1.5 * side, side] : [side, 1.5 * side];
  const whole = zeros([rows, channels, height, width]);
  const counts = new Float32Array(whole.data.length);
  tiles.forEach(({ data }, index) => {
    const start = (STARTS[index] ?? 0) * side;
    const [left, top] = isWide ? [start, 0] : [0, start];
    for (let i = 0; i < data.length; i++) {
      const line = Math.floor(i / side);
      const to = (Math.floor(line / side) * height + top + (line % side)) * width + left + (i % side);
      whole.data[to] = (whole.data[to] ?? 0) + (data[i] ?? 0);
      counts[to] = (counts[to] ?? 0) + 1;
    }
  });
  return { shape: whole.shape, data: whole.data.map((value, i) => value / (counts[i] ?? 1)) };
}
