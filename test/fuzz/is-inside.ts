/** Whether a path stays in its folder; knows nothing of Renoir's own rule. */
export function isInside(path: string): boolean {
  return (
    path !== '' &&
    !/^[\\/]|^[a-z]+:|\\|\0/i.test(path) &&
    path.split('/').every((part) => !['', '.', '..'].includes(part))
  );
}
