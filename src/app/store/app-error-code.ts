import type { EngineErrorCode } from '../../protocol/errors.ts';

/** Of a project file. */
export type ProjectErrorCode = 'project/broken' | 'project/newer';

/** What can go wrong on the page: the engine's codes and its own. The sentences are in `i18n`. */
export type AppErrorCode =
  | EngineErrorCode
  | 'photo/gone'
  | 'photo/stopped'
  | 'photo/too-long'
  | 'photo/heic'
  | 'photo/foreign-format'
  | 'photo/not-an-image'
  | 'clipboard/empty'
  | 'clipboard/denied'
  | 'clipboard/unsupported'
  | 'samples/unreadable'
  | 'export/failed'
  | ProjectErrorCode;
