/** The hub that packs come from. */
export const HUB_ORIGIN = 'https://huggingface.co';

/** The branch that every repository has. */
export const MAIN_REVISION = 'main';

/** What the hub says about a repository at a branch, a tag or a commit. */
export function revisionUrl(origin: string, repository: string, revision: string): string {
  return `${origin}/api/models/${repository}/revision/${encodeURIComponent(revision)}`;
}

/** All files of a repository at a commit. */
export function treeUrl(origin: string, repository: string, commit: string): string {
  return `${origin}/api/models/${repository}/tree/${commit}?recursive=1`;
}

/** A file of a repository at a commit; redirects to where it is stored. */
export function fileUrl(origin: string, repository: string, commit: string, path: string): string {
  return `${origin}/${repository}/resolve/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`;
}
