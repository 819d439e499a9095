import {
  BENCHMARK_RUNS,
  type BenchmarkReport,
  type BenchmarkRun,
  type DeviceMeasurement,
  type Measured,
} from '../../../protocol/benchmark.ts';

type Cell = string | number | null;

/** Kernels of a run that are listed; the rest is added up. */
const LISTED_KERNELS = 12;
const BYTES_PER_MEBIBYTE = 2 ** 20;

const RUN_NAMES: Readonly<Record<BenchmarkRun, string>> = {
  text: 'text',
  forward: 'forward',
  gradient: 'gradient',
  controlled: 'controlled, 2 rows',
  target: 'target, beside a known source',
  encode: 'VAE encode',
  decode: 'VAE decode',
};

/** The report as text in English, in Markdown: what docs/gpu.md explains. */
export function writeBenchmark(report: BenchmarkReport): string {
  const [webgpu, wasm] = [valueOf(report.webgpu), valueOf(report.wasm)];
  const known = webgpu ?? wasm;
  const facts: readonly (readonly [string, string | null])[] = [
    [
      'Model',
      known && `${known.model.id}, ${mebibytes(known.model.bytes)} MiB, latent ${known.model.latent.join(' x ')}`,
    ],
    ['WebGPU', describeDevice(report.webgpu)],
    ['Graphs', describeCaptures(webgpu)],
    ['WASM', describeDevice(report.wasm)],
    ['Browser', report.browser],
    ['Cores', String(report.cores)],
  ];
  const tables = [runsTable(webgpu, wasm), editsTable(webgpu, wasm), memoryTable(webgpu), ...kernelTables(webgpu)];
  return [
    facts.flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`])).join('\n'),
    ...tables.filter((table) => table !== ''),
  ].join('\n\n');
}

function runsTable(webgpu: DeviceMeasurement | null, wasm: DeviceMeasurement | null): string {
  const known = BENCHMARK_RUNS.filter((run) => webgpu?.runs[run] !== undefined || wasm?.runs[run] !== undefined);
  const rows = known.map((run): readonly Cell[] => {
    const [onGpu, onCpu] = [valueOf(webgpu?.runs[run]), valueOf(wasm?.runs[run])];
    const kernels = onGpu?.gpu?.kernels ?? null;
    return [
      RUN_NAMES[run],
      onGpu?.median ?? null,
      onGpu?.least ?? null,
      onGpu?.first ?? null,
      onGpu?.gpu?.dispatches.toFixed() ?? null,
      onGpu?.gpu?.bindGroups.toFixed() ?? null,
      kernels && sum(kernels.map(({ milliseconds }) => milliseconds)),
      onCpu?.median ?? null,
      onGpu && onCpu ? onCpu.median / onGpu.median : null,
    ];
  });
  const header = ['run', 'ms', 'least', 'first', 'dispatches', 'bind groups', 'kernels ms', 'WASM ms', 'WASM / WebGPU'];
  const failures = [webgpu, wasm].flatMap((device) =>
    known.flatMap((run) => {
      const measured = device?.runs[run];
      return device && measured && 'error' in measured ? [`${device.device.kind} ${run}: ${measured.error}`] : [];
    }),
  );
  return [formatTable(header, rows), ...failures].join('\n');
}

function editsTable(webgpu: DeviceMeasurement | null, wasm: DeviceMeasurement | null): string {
  const [onGpu, onCpu] = [valueOf(webgpu?.edits), valueOf(wasm?.edits)];
  const row = (
    name: string,
    gpu: number | undefined,
    cpu: number | undefined,
    rows: number | null,
  ): readonly Cell[] => [
    name,
    gpu ?? null,
    cpu ?? null,
    gpu !== undefined && cpu !== undefined ? cpu / gpu : null,
    rows?.toFixed() ?? null,
  ];
  const rows = (onGpu ?? onCpu)?.rows;
  const failures = [webgpu, wasm].flatMap((device) =>
    device?.edits && 'error' in device.edits ? [`${device.device.kind} edit: ${device.edits.error}`] : [],
  );
  const table = formatTable(
    ['seconds', 'WebGPU', 'WASM', 'WASM / WebGPU', 'UNet rows'],
    [
      row('opening', webgpu?.opening, wasm?.opening, null),
      ...(rows === undefined
        ? []
        : [
            row('first edit', onGpu?.first, onCpu?.first, rows.whole),
            row('whole edit', onGpu?.whole, onCpu?.whole, rows.whole),
            row('later words', onGpu?.laterWords, onCpu?.laterWords, rows.laterWords),
          ]),
    ],
  );
  return [table, ...failures].join('\n');
}

function memoryTable(webgpu: DeviceMeasurement | null): string {
  if (!webgpu?.gpu) return '';
  const { opened, afterRuns, peak } = webgpu.gpu.memory;
  return formatTable(
    ['MiB in GPU buffers', ''],
    [
      ['after opening', mebibytes(opened)],
      ['after all runs', mebibytes(afterRuns)],
      ['at most', mebibytes(peak)],
    ],
  );
}

function kernelTables(webgpu: DeviceMeasurement | null): readonly string[] {
  if (webgpu === null) return [];
  return BENCHMARK_RUNS.flatMap((run) => {
    const kernels = valueOf(webgpu.runs[run])?.gpu?.kernels ?? [];
    if (kernels.length === 0) return [];
    const rest = kernels.slice(LISTED_KERNELS);
    const others = {
      name: 'others',
      milliseconds: sum(rest.map(({ milliseconds }) => milliseconds)),
      dispatches: sum(rest.map(({ dispatches }) => dispatches)),
    };
    const listed = [...kernels.slice(0, LISTED_KERNELS), ...(rest.length > 0 ? [others] : [])];
    return [
      formatTable(
        [`kernels of ${RUN_NAMES[run]}`, 'ms', 'dispatches'],
        listed.map(({ name, milliseconds, dispatches }) => [name, milliseconds, dispatches.toFixed()]),
      ),
    ];
  });
}

function describeDevice(measured: BenchmarkReport['wasm']): string | null {
  if (measured === null) return null;
  if ('error' in measured) return measured.error;
  const { device, gpu } = measured;
  return gpu === null ? device.detail : `${device.detail} (${gpu.features.join(', ')})`;
}

function describeCaptures(webgpu: DeviceMeasurement | null): string | null {
  const captures = Object.entries(webgpu?.gpu?.captures ?? {});
  return captures.length === 0 ? null : captures.map(([graph, capture]) => `${graph} ${capture}`).join(', ');
}

function valueOf<T extends object>(measured: Measured<T> | null | undefined): T | null {
  return measured === null || measured === undefined || 'error' in measured ? null : measured;
}

/** A table of Markdown, its columns padded. */
function formatTable(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const cells = rows.map((row) =>
    row.map((cell) => (cell === null ? '' : typeof cell === 'number' ? cell.toFixed(cell < 10 ? 2 : 1) : cell)),
  );
  const widths = header.map((title, column) =>
    Math.max(3, title.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [header, rule, ...cells].map(line).join('\n');
}

function mebibytes(bytes: number): string {
  return (bytes / BYTES_PER_MEBIBYTE).toFixed(1);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
