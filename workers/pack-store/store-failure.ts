import { EngineFailure, type EngineErrorCode } from '../../src/protocol/errors.ts';

/** What the browser's storage says, by the name of its exception. */
const MEANINGS = {
  QuotaExceededError: 'store/no-space',
  NoModificationAllowedError: 'store/busy',
  NotAllowedError: 'store/no-permission',
  AbortError: 'store/stopped',
  SecurityError: 'store/unavailable',
} as const satisfies Record<string, EngineErrorCode>;

/** Reads any thrown value as an `EngineFailure`; one that already is one passes unchanged. */
export function toStoreFailure(error: unknown): EngineFailure {
  if (error instanceof EngineFailure) return error;
  const name = error instanceof Error ? error.name : '';
  const code = isKnown(name) ? MEANINGS[name] : 'store/failed';
  const reason = error instanceof Error ? error.message : String(error);
  return new EngineFailure(code, code === 'store/failed' ? { reason } : {}, { cause: error });
}

function isKnown(name: string): name is keyof typeof MEANINGS {
  return name in MEANINGS;
}
