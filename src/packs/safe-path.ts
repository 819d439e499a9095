/** Relative, '/' between names, and none of them leads out of the folder. */
const SAFE_PATH = /^(?![a-z]:)(?!\/)(?!.*(?:^|\/)\.{0,2}(?:\/|$))[^\\\0]+$/i;

/** Whether a path that others wrote stays inside the folder of its pack or repository. */
export function isSafePath(path: unknown): path is string {
  return typeof path === 'string' && SAFE_PATH.test(path);
}
