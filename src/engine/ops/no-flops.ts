/** The cost of an operator that only moves or makes values. */
export function noFlops(): number {
  return 0;
}
