import type { EngineError, EngineErrorCode } from '../src/protocol/errors.ts';

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
  'device/no-webgpu': () => 'There is no WebGPU device.',
  'device/lost': () => 'The device was lost.',
  'device/out-of-memory': () => 'There is not enough memory.',
  'run/cancelled': () => 'The run was cancelled.',
  'run/failed': (parameters) => `The run failed${list(parameters)}.`,
} as const satisfies Record<EngineErrorCode, (parameters: Parameters) => string>;

/** A sentence in English for an error of the engine. */
export function describeEngineError({ code, parameters }: EngineError): string {
  return SENTENCES[code](parameters);
}

function describeDamage({ sizeBytes, expectedBytes, field }: Parameters): string {
  if (field !== undefined) return `: ${field} is missing or wrong`;
  if (sizeBytes === undefined || expectedBytes === undefined) return '';
  if (sizeBytes === expectedBytes) return ': its checksum is wrong';
  return `: ${sizeBytes} bytes instead of ${expectedBytes}`;
}

function list(parameters: Parameters): string {
  const parts = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
  return parts.length > 0 ? ` (${parts.join(', ')})` : '';
}
