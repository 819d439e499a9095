/**
 * The value at an index that must be right: a wrong one is a mistake of the program, and a stand-in such as 0 would hide it. Throws a
 * RangeError. Not for loops over every pixel or weight, which many kinds of array would make slow.
 */
export function at<T>(values: ArrayLike<T>, index: number): T {
  const value = values[index];
  if (value === undefined) throw new RangeError(`there is no value at ${index} among ${values.length}`);
  return value;
}
