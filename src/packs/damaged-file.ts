import { EngineFailure, type Damage, type EngineError } from '../protocol/errors.ts';

/** A file of a pack that is not what it should be; `damage` says in which way, where that is known. */
export function damagedFile(
  file: string,
  details: EngineError['parameters'] & { readonly damage?: Damage } = {},
  cause?: unknown,
): EngineFailure {
  return new EngineFailure('pack/corrupt-file', { file, ...details }, cause === undefined ? undefined : { cause });
}
