import { edit } from '../../src/engine/stages/edit.ts';
import {
  DEFAULT_TUNING,
  defaultEditSettings,
  type EditControl,
  type EditTuning,
} from '../../src/engine/editing/edit-defaults.ts';
import { toTensor } from '../../src/engine/stages/pixel-image.ts';
import { createStageCache, type StageCache } from '../../src/engine/stages/stage-cache.ts';
import { measureSides } from '../../src/engine/metrics/metrics.ts';
import type { EditSettings } from '../../src/protocol/edit-request.ts';
import type { Command } from '../support/command.ts';
import { finish } from '../../src/engine/generators.ts';
import type { NodePack } from '../support/open-node-pack.ts';
import { parseChoice } from '../support/parse-options.ts';
import { INVERSION_IDS } from '../support/setting-options.ts';
import { judgeEdit, type AttributeJudge } from './attribute-judge.ts';
import { formatTable } from '../support/format-table.ts';
import { withJudgedBench } from './judged-bench.ts';
import { BENCH_USAGE, parseBenchOptions } from './options.ts';
import { PAIR_KINDS, type EditPair, type PairKind } from './pairs.ts';
import { mean, meanPsnr } from './statistics.ts';
import { writeReport } from './write-report.ts';

/** What decides: a missed attribute costs as much as 6 dB inside, and decibels outside count up to what a photo needs. */
const ATTRIBUTE_DB = 6;
const OUTSIDE_WEIGHT = 0.15;
const ENOUGH_OUTSIDE_DB = 40;

const CROSS = [0, 0.4, 0.8] as const;
const SELF = [0, 0.5] as const;
const SWITCH = [false, true] as const;
const GUIDANCE = [1, 1.5, 2, 3] as const;

const CONTROLS: readonly EditControl[] = CROSS.flatMap((crossReplace) =>
  SELF.flatMap((selfReplace) =>
    SWITCH.flatMap((localBlend) => SWITCH.map((resetMean) => ({ crossReplace, selfReplace, localBlend, resetMean }))),
  ),
);

interface Candidate {
  readonly name: string;
  readonly control: EditControl;
  readonly settings: Partial<EditSettings>;
}

interface Measured {
  readonly name: string;
  readonly score: number;
  readonly outsidePsnr: number | null;
  readonly insidePsnr: number | null;
  readonly editedAttribute: number | null;
  readonly keptAttributes: number | null;
}

export const BENCH_TUNE: Command = {
  summary: 'which control, inversion and guidance suit each kind of edit (for the defaults of the editor)',
  usage: `Usage: bench tune [options] [--json]

${BENCH_USAGE}

Methods are here the kinds of edit: ${PAIR_KINDS.join(', ')}. Every control first, then inversions and guidance scales with the control that won. Use the validation set.`,

  async run({ args, report }) {
    const options = parseBenchOptions(args);
    const wanted = options.methods?.map((kind) => parseChoice(kind, 'kind', PAIR_KINDS)) ?? PAIR_KINDS;
    return withJudgedBench(options, async (bench, judge) => {
      const kinds: Record<string, { controls: readonly Measured[]; settings: readonly Measured[] }> = {};
      for (const kind of wanted) {
        const pairs = bench.pairs.filter((pair) => pair.kind === kind);
        const trial = { bench, judge, pairs, caches: pairs.map(() => createStageCache()) };
        const controls = await rank(trial, listControls(kind));
        const winner = CONTROLS.find((control) => nameControl(control) === controls[0]?.name);
        const settings = await rank(trial, winner === undefined ? [] : listSettings(bench, winner));
        kinds[kind] = { controls, settings };
        report(`${kind}: ${controls[0]?.name}; ${settings[0]?.name}`);
      }
      const json = { pack: bench.pack, set: options.set, n: bench.pairs.length, kinds };
      await writeReport(options.out, 'tuning', json);
      const rows = Object.entries(kinds).flatMap(([kind, { controls, settings }]) =>
        [...controls.slice(0, 3), controls.find(({ name }) => name.endsWith('(default)')), ...settings.slice(0, 3)]
          .filter((measured) => measured !== undefined)
          .map(({ name, score, outsidePsnr, insidePsnr, editedAttribute, keptAttributes }) => [
            kind,
            name,
            score,
            outsidePsnr,
            insidePsnr,
            editedAttribute,
            keptAttributes,
          ]),
      );
      return { json, lines: formatTable(['kind', 'candidate', 'score', 'outside', 'inside', 'edited', 'kept'], rows) };
    });
  },
};

function listControls(kind: PairKind): readonly Candidate[] {
  const own = { name: `${nameControl(DEFAULT_TUNING.control[kind])} (default)`, control: DEFAULT_TUNING.control[kind] };
  const others = CONTROLS.map((control) => ({ name: nameControl(control), control }));
  return [...others, own].map((candidate) => ({ ...candidate, settings: {} }));
}

function listSettings({ runtime }: NodePack, control: EditControl): readonly Candidate[] {
  const { inversion } = defaultEditSettings(runtime.manifest);
  const scales = GUIDANCE.flatMap((sourceGuidance) =>
    GUIDANCE.map((targetGuidance) => ({ inversion, sourceGuidance, targetGuidance })),
  );
  return [...INVERSION_IDS.map((id) => ({ inversion: id })), ...scales].map((settings) => ({
    name: Object.values(settings).join(' '),
    control,
    settings,
  }));
}

function nameControl({ crossReplace, selfReplace, localBlend, resetMean }: EditControl): string {
  return `cross ${crossReplace} self ${selfReplace}${localBlend ? ' blend' : ''}${resetMean ? ' reset' : ''}`;
}

interface Trial {
  readonly bench: NodePack;
  readonly judge: AttributeJudge;
  readonly pairs: readonly EditPair[];
  /** One for each pair: an inversion is paid once. */
  readonly caches: readonly StageCache[];
}

/** The best first. */
async function rank(trial: Trial, candidates: readonly Candidate[]): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  for (const candidate of candidates) measured.push(await measure(trial, candidate));
  return measured.sort((a, b) => b.score - a.score);
}

async function measure({ bench, judge, pairs, caches }: Trial, candidate: Candidate): Promise<Measured> {
  const { runtime, context } = bench;
  const tuning: EditTuning = {
    ...DEFAULT_TUNING,
    // Whatever kind the words are taken for.
    control: { ...DEFAULT_TUNING.control, ...Object.fromEntries(PAIR_KINDS.map((kind) => [kind, candidate.control])) },
  };
  const settings = { ...defaultEditSettings(runtime.manifest), localBlend: true, ...candidate.settings };
  const scores = [];
  for (const [index, pair] of pairs.entries()) {
    const { id: runId, photo: image, source, target } = pair;
    const cache = caches[index] ?? createStageCache();
    const request = { runId, image, source, target, emphasis: {}, settings };
    const run = edit({ ...context, cache, tuning }, request, new AbortController().signal);
    const result = toTensor((await finish(run)).image);
    scores.push({
      outside: measureSides('psnr', toTensor(pair.photo), result, pair.mask).outside,
      inside: measureSides('psnr', toTensor(pair.truth), result, pair.mask).inside,
      ...judgeEdit(await judge.readRight(result, pair.shows), pair),
    });
  }
  const outsidePsnr = meanPsnr(scores.map(({ outside }) => outside));
  const insidePsnr = meanPsnr(scores.map(({ inside }) => inside));
  const editedAttribute = mean(scores.map(({ edited }) => edited));
  const keptAttributes = mean(scores.map(({ kept }) => kept));
  const score =
    (insidePsnr ?? 0) +
    OUTSIDE_WEIGHT * Math.min(outsidePsnr ?? ENOUGH_OUTSIDE_DB, ENOUGH_OUTSIDE_DB) +
    ATTRIBUTE_DB * ((editedAttribute ?? 0) + (keptAttributes ?? 0));
  return { name: candidate.name, score, outsidePsnr, insidePsnr, editedAttribute, keptAttributes };
}
