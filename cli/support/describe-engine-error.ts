import { isDamage, type Damage, type EngineError, type EngineErrorCode } from '../../src/protocol/errors.ts';

type Parameters = EngineError['parameters'];

/** One line for each code of the engine. */
const SENTENCES = {
  'photo/unreadable': () => 'The image cannot be read.',
  'photo/too-large': () => 'The image is too large.',
  'prompt/source-empty': () => 'The source prompt is empty: say what is in the image with --source.',
  'prompt/target-empty': () => 'The target prompt is empty: say what should be in the image with --target.',
  'pack/missing-file': ({ file }) => `The pack has no file ${file}.`,
  'pack/corrupt-file': (parameters) => `The pack's file ${parameters['file']} is damaged${describeDamage(parameters)}.`,
  'pack/unsupported': (parameters) => `The pack is of a form that is not supported${list(parameters)}.`,
  'graph/unsupported-operator': (parameters) => `The model's graph cannot be compiled${list(parameters)}.`,
  'pack/needs-gpu': (parameters) => `The pack is too large for WebAssembly${list(parameters)}.`,
  'pack/needs-memory': (parameters) =>
    `The pack's float16 weights, computed in float32, do not fit the graphics card${list(parameters)}.`,
  'hub/unreachable': (parameters) => `The hub does not answer${list(parameters)}.`,
  'hub/not-found': (parameters) => `The hub has no such repository or file${list(parameters)}.`,
  'hub/forbidden': (parameters) =>
    `The hub asks to sign in there, or to accept its terms, before it gives this${list(parameters)}.`,
  'hub/rate-limited': ({ seconds }) =>
    `The hub was asked too often: start again ${seconds === undefined ? 'in some minutes' : `in ${seconds} seconds`}.`,
  'hub/unavailable': ({ status }) => `The hub has a fault of its own (status ${status}): start again later.`,
  'hub/changed': ({ file }) => `${file} is not on the hub any more as it was listed: start again.`,
  'store/no-space': (parameters) => `There is not enough space${list(parameters)}.`,
  'store/newer': () => 'A newer Renoir wrote this pack.',
  'store/busy': () => 'Another program is working on this pack.',
  'store/stopped': () => 'Stopped; what has arrived stays.',
  'store/no-permission': ({ folder }) => `The folder ${folder} may not be read.`,
  'store/unavailable': () => 'Nothing can be stored here.',
  'store/failed': (parameters) => `The pack could not be stored${list(parameters)}.`,
  'device/no-webgpu': () => 'There is no WebGPU device.',
  'device/lost': () => 'The device was lost.',
  'device/out-of-memory': () => 'There is not enough memory.',
  'device/bad-output': (parameters) => describeBadOutput(parameters),
  'run/cancelled': () => 'The run was cancelled.',
  'run/failed': (parameters) => `The run failed${list(parameters)}.`,
} as const satisfies Record<EngineErrorCode, (parameters: Parameters) => string>;

/** A sentence in English for an error of the engine. */
export function describeEngineError({ code, parameters }: EngineError): string {
  return SENTENCES[code](parameters);
}

const DAMAGES = {
  vocabulary: ({ entry }) =>
    `: its vocabulary ${entry === undefined ? 'lacks the marks of beginning and end' : `and merges do not fit at '${entry}'`}`,
  'lfs-pointer': () =>
    ': it is the pointer of Git LFS, not the file itself. Run git lfs pull there, or download the file',
  'cut-short': ({ sizeBytes, expectedBytes, reason }) => {
    if (sizeBytes === undefined) return `: it ends too early (${reason})`;
    return `: it ends too early, after ${sizeBytes} bytes${expectedBytes === undefined ? '' : ` instead of ${expectedBytes}`}`;
  },
} as const satisfies Record<Damage, (parameters: Parameters) => string>;

function describeDamage(parameters: Parameters): string {
  const { sizeBytes, expectedBytes, field, damage } = parameters;
  if (isDamage(damage)) return DAMAGES[damage](parameters);

  if (field !== undefined) return `: ${field} is missing or wrong`;
  if (sizeBytes === undefined || expectedBytes === undefined) return '';
  if (sizeBytes === expectedBytes) return ': its checksum is wrong';
  return `: ${sizeBytes} bytes instead of ${expectedBytes}`;
}

function list(parameters: Parameters): string {
  const parts = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
  return parts.length > 0 ? ` (${parts.join(', ')})` : '';
}

const REMEDIES: Readonly<Record<string, string>> = {
  float32: 'Half precision is the likely cause: use the model in float32.',
  taesd: 'Half precision is the likely cause: use a pack with a float32 autoencoder, or with TAESD.',
  cpu: 'The graphics card is the likely cause: run on the CPU.',
};

function describeBadOutput({ part, found, remedy }: Parameters): string {
  const advice = REMEDIES[remedy ?? ''] ?? 'Use another pack.';
  return `The model ran, but the output of ${part} is of no use (${found}). ${advice}`;
}
