import { at } from '../../src/engine/at.ts';
import { toTensor } from '../../src/engine/stages/pixel-image.ts';
import { invert } from '../../src/engine/stages/invert-photo.ts';
import { METRICS } from '../../src/engine/metrics/metrics.ts';
import type { Command } from '../support/command.ts';
import { finish } from '../../src/engine/generators.ts';
import { writeImageFile } from '../support/image-file.ts';
import { openNodePack, readPhotoForPack } from '../support/open-node-pack.ts';
import { choosePackFolder } from '../support/packs-folder.ts';
import { parseOptions, requireOption } from '../support/parse-options.ts';
import { reportEvent } from '../support/report-event.ts';
import { parseMethod, parseSettings, SETTING_OPTIONS, SETTING_USAGE } from '../support/setting-options.ts';

const OPTIONS = {
  image: { type: 'string' },
  source: { type: 'string' },
  out: { type: 'string' },
  ...SETTING_OPTIONS,
} as const;

export const INVERT: Command = {
  summary: 'find the noise that reproduces an image, and measure how well it does',
  usage: `Usage: renoir invert --image F --source S [--out F] [options] [--json]

  --image F               the image, in any common format
  --source S              what is in it
  --out F                 where to write the reconstruction
${SETTING_USAGE}`,

  async run({ args, report }) {
    const { values } = parseOptions(args, OPTIONS);
    const file = requireOption(values.image, 'image');
    const source = requireOption(values.source, 'source');
    const out = values.out === undefined ? null : requireOption(values.out, 'out');
    // Bad input is found before the photo is read.
    parseMethod(values.method);
    const folder = await choosePackFolder(values.pack);
    const { manifest, image } = await readPhotoForPack(folder, file);
    const settings = parseSettings(values, manifest);

    const { runtime, context } = await openNodePack(folder);
    try {
      const result = await finish(
        invert(context, { runId: 'invert', image, source, settings }, new AbortController().signal),
        (event) => reportEvent(event, report),
      );
      if (out !== null) await writeImageFile(out, result.inversion.reconstruction);
      const photo = toTensor(image);
      const vae = await runtime.autoencoder.decode(at(result.trajectory, 0));
      const reconstruction = toTensor(result.inversion.reconstruction);
      const { method, rows, seconds, residuals, psnrReconstruction: psnr } = result.inversion;
      return {
        json: {
          method,
          psnr,
          psnrVae: METRICS.psnr(vae, reconstruction),
          bound: result.psnrBound,
          ssim: METRICS.ssim(photo, reconstruction),
          rows,
          seconds,
          residuals,
          ...(out === null ? {} : { out }),
        },
        lines: [
          `${method}: ${psnr.toFixed(2)} dB (bound ${result.psnrBound.toFixed(2)} dB), ${rows} rows, ${seconds.toFixed(2)} s`,
          ...residuals.map(
            (step, index) =>
              `  step ${index + 1}: residual ${step.map((value) => value.toExponential(2)).join(' -> ')}`,
          ),
        ],
      };
    } finally {
      await runtime.release();
    }
  },
};
