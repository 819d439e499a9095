import type { Random } from './random.ts';

/** As `JSON.parse` gives it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const MOST_CHANGES = 4;
/** Deeper than any call stack that walks it by calling itself. */
const DEPTH = 20_000;
const MANY = 100_000;

/** Values that programs do not expect, where something else stood. */
const VALUES: readonly ((random: Random) => Json)[] = [
  () => null,
  () => true,
  () => 0,
  () => -1,
  () => 1.5,
  () => 1e300,
  () => -1e300,
  () => 2 ** 31,
  () => 2 ** 53 + 2,
  (random) => random.below(1000),
  () => '',
  () => 'NaN',
  () => '../../../../etc/passwd',
  () => '/etc/passwd',
  () => 'C:\\Windows\\win.ini',
  () => 'https://other.example/file',
  () => '\u0000\uD800<img src=x onerror=alert(1)>',
  () => 'x'.repeat(MANY),
  () => [],
  () => ({}),
  () => [[[]]],
  () => ({ constructor: 1, toString: null, length: -1 }),
  () => Array.from({ length: MANY }, () => 0),
];

/**
 * A text of JSON with parts removed, doubled, renamed, moved, or replaced by values of other kinds. `strange`: more values to put in, of the
 * format's own kind.
 */
export function mutateJson(value: Json, random: Random, strange: readonly Json[] = []): string {
  let mutant = structuredClone(value) as Json;
  for (let change = 1 + random.below(MOST_CHANGES); change > 0; change--) mutant = changeOnce(mutant, random, strange);
  const text = JSON.stringify(mutant);
  if (random.chance(0.02)) return `${'['.repeat(DEPTH)}${text}${']'.repeat(DEPTH)}`;
  if (random.chance(0.02)) return text.replace(/\{/, `{"__proto__":${text},`);
  if (random.chance(0.03))
    return text.replace(/:-?\d+(?=[,}])/, random.pick([':NaN', ':-Infinity', ':1e999', ':0x10']));
  if (random.chance(0.02)) return text.slice(0, random.below(text.length));
  return text;
}

function changeOnce(value: Json, random: Random, strange: readonly Json[]): Json {
  const places = placesOf(value);
  const path = random.pick(places);
  if (random.chance(0.25)) return change(value, path, () => undefined);
  if (random.chance(0.2)) return change(value, path, () => valueAt(value, random.pick(places)));
  if (random.chance(0.1)) return rename(value, path, random);
  if (strange.length > 0 && random.chance(0.3)) return change(value, path, () => random.pick(strange));
  if (random.chance(0.2)) return change(value, path, (old) => near(old, random));
  return change(value, path, () => random.pick(VALUES)(random));
}

type Path = readonly (string | number)[];

/** Paths of all parts; of long lists only the first elements. */
function placesOf(value: Json, path: Path = [], into: Path[] = []): readonly Path[] {
  if (path.length > 0) into.push(path);
  if (into.length > 2000 || typeof value !== 'object' || value === null) return into.length === 0 ? [[]] : into;
  const entries: readonly (readonly [string | number, Json])[] = isList(value)
    ? value.slice(0, 20).map((part, index) => [index, part] as const)
    : Object.entries(value).slice(0, 200);
  for (const [key, part] of entries) placesOf(part, [...path, key], into);
  return into.length === 0 ? [[]] : into;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function valueAt(value: Json, path: Path): Json {
  return path.reduce<Json>(
    (part, key) =>
      typeof part === 'object' && part !== null ? ((Reflect.get(part, key) as Json | undefined) ?? null) : null,
    value,
  );
}

/** `make` gives undefined to remove. */
function change(value: Json, [key, ...rest]: Path, make: (old: Json) => Json | undefined): Json {
  if (key === undefined) return make(value) ?? null;
  if (isList(value)) {
    const changed = [...value];
    const made = rest.length > 0 ? change(value[Number(key)] ?? null, rest, make) : make(value[Number(key)] ?? null);
    if (made === undefined) changed.splice(Number(key), 1);
    else changed[Number(key)] = made;
    return changed;
  }
  if (typeof value !== 'object' || value === null) return value;
  const { [String(key)]: old = null, ...others } = value as Readonly<Record<string, Json>>;
  const made = rest.length > 0 ? change(old, rest, make) : make(old);
  return made === undefined ? others : { ...others, [String(key)]: made };
}

function rename(value: Json, path: Path, random: Random): Json {
  const old = valueAt(value, path);
  const without = change(value, path, () => undefined);
  const name = random.pick(['', '__proto__', 'length', 'constructor', '0', String(path.at(-1) ?? '').toUpperCase()]);
  return change(without, [...path.slice(0, -1), name], () => old);
}

/** A little more, less, longer or of the other sign. */
function near(old: Json, random: Random): Json {
  if (typeof old === 'number') return random.pick([old + 1, old - 1, -old, old * 2, old / 3, old * 1e6]);
  if (typeof old === 'string')
    return random.pick([`${old}x`, old.slice(1), `${old} `, old.toUpperCase(), `../${old}`, old + old]);
  if (isList(old)) return random.pick([[...old, ...old], old.slice(1), [...old].reverse(), [old]]);
  return [old];
}
