/** Fused operators without a CPU kernel, computed here from their documentation (onnxruntime, docs/ContribOperators.md). */
import { float, int, ints } from '../../graph/attributes.ts';
import type { Value } from '../../onnx/testing/run-graph.ts';
import type { InputCase, OperatorCase } from '../../ops/testing/operator-case.ts';

type Operands = readonly (Value | undefined)[];

interface WrittenCase {
  readonly key: string;
  readonly use: OperatorCase;
  /** The outputs, in order. */
  readonly compute: (operands: Operands) => readonly (readonly number[])[];
}

const of = (...shape: number[]): InputCase => ({ shape });
const at = (value: Value | undefined, index: number): number => value?.numbers[index] ?? 0;
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** By its series. */
function erf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 60; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** Of [B, places, C]: over the places and the channels of a group. */
function groupNorm(
  x: readonly number[],
  { places, channels, groups }: { places: number; channels: number; groups: number },
  [gamma, beta]: Operands,
  { epsilon, isSwish }: { epsilon: number; isSwish: boolean },
): number[] {
  const size = channels / groups;
  return x.map((value, i) => {
    const channel = i % channels;
    const row = Math.floor(i / (places * channels));
    const first = Math.floor(channel / size) * size;
    const members = range(places).flatMap((p) =>
      range(size).map((c) => x[(row * places + p) * channels + first + c] ?? 0),
    );
    const mean = members.reduce((sum, member) => sum + member, 0) / members.length;
    const variance = members.reduce((sum, member) => sum + (member - mean) ** 2, 0) / members.length;
    const y = ((value - mean) / Math.sqrt(variance + epsilon)) * at(gamma, channel) + at(beta, channel);
    return isSwish ? y / (1 + Math.exp(-y)) : y;
  });
}

const GROUPS = { groups: int(2), epsilon: float(1e-3) };

function groupNormCases(): WrittenCase[] {
  const sizes = { places: 6, channels: 4, groups: 2 };
  return [0, 1].map((activation) => ({
    key: 'com.microsoft.GroupNorm',
    use: {
      title: `activation ${activation}`,
      inputs: [of(2, 3, 2, 4), of(4), of(4)],
      attributes: { ...GROUPS, activation: int(activation) },
    },
    compute: ([x, ...parameters]) => [
      groupNorm(Array.from(x?.numbers ?? []), sizes, parameters, { epsilon: 1e-3, isSwish: activation === 1 }),
    ],
  }));
}

/** [B, C, places] of an array [B, places, C], and back with the sizes exchanged. */
function exchanged(x: readonly number[], places: number, channels: number): number[] {
  const block = places * channels;
  return range(x.length).map((i) => {
    const within = i % block;
    return x[i - within + (within % places) * channels + Math.floor(within / places)] ?? 0;
  });
}

function channelsFirstCase(): WrittenCase {
  const sizes = { places: 6, channels: 4, groups: 2 };
  return {
    key: 'com.microsoft.GroupNorm',
    use: {
      title: 'channels first',
      inputs: [of(2, 4, 3, 2), of(4), of(4)],
      attributes: { ...GROUPS, activation: int(1), channels_last: int(0) },
    },
    compute: ([x, ...parameters]) => {
      const last = exchanged(Array.from(x?.numbers ?? []), 4, 6);
      return [exchanged(groupNorm(last, sizes, parameters, { epsilon: 1e-3, isSwish: true }), 6, 4)];
    },
  };
}

function skipGroupNormCases(): WrittenCase[] {
  const sizes = { places: 6, channels: 4, groups: 2 };
  const skips = [of(2, 3, 2, 4), of(2, 1, 1, 4), of(2, 4)];
  return skips.flatMap((skip) =>
    [true, false].map((hasBias) => ({
      key: 'com.microsoft.SkipGroupNorm',
      use: {
        title: hasBias ? 'a bias' : 'no bias',
        inputs: [of(2, 3, 2, 4), of(4), of(4), skip, hasBias ? of(4) : null],
        attributes: { ...GROUPS, activation: int(0) },
        outputs: 2,
      },
      compute: ([x, gamma, beta, added, bias]: Operands) => {
        const isWhole = skip.shape.length === 4 && skip.shape[1] === 3;
        const sum = range(48).map((i) => {
          const perChannel = Math.floor(i / 24) * 4 + (i % 4);
          return at(x, i) + at(added, isWhole ? i : perChannel) + at(bias, i % 4);
        });
        return [groupNorm(sum, sizes, [gamma, beta], { epsilon: 1e-3, isSwish: false }), sum];
      },
    })),
  );
}

const BIAS_SPLIT_GELU: WrittenCase = {
  key: 'com.microsoft.BiasSplitGelu',
  use: { inputs: [of(2, 3, 8), of(8)] },
  compute: ([x, bias]) => [
    range(24).map((i) => {
      const [row, column] = [Math.floor(i / 4), i % 4];
      const a = at(x, row * 8 + column) + at(bias, column);
      const b = at(x, row * 8 + column + 4) + at(bias, column + 4);
      return (a * b * (1 + erf(b / Math.SQRT2))) / 2;
    }),
  ],
};

const BIAS_ADD: WrittenCase = {
  key: 'com.microsoft.BiasAdd',
  use: { inputs: [of(2, 3, 4), of(4), of(2, 3, 4)] },
  compute: ([x, bias, skip]) => [range(24).map((i) => at(x, i) + at(bias, i % 4) + at(skip, i))],
};

const GEMM_FAST_GELU: WrittenCase = {
  key: 'com.microsoft.GemmFastGelu',
  use: { inputs: [of(2, 3), of(3, 4), of(4)] },
  compute: ([x, w, bias]) => [
    range(8).map((i) => {
      const [row, column] = [Math.floor(i / 4), i % 4];
      const y = range(3).reduce((sum, k) => sum + at(x, row * 3 + k) * at(w, k * 4 + column), at(bias, column));
      return 0.5 * y * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (y + 0.044715 * y ** 3)));
    }),
  ],
};

/** Stride 2, padding before rows and after columns, two groups. */
const NHWC_CONV: WrittenCase = {
  key: 'com.microsoft.NhwcConv',
  use: {
    inputs: [of(2, 5, 4, 4), of(6, 3, 2, 2), of(6)],
    attributes: { kernel_shape: ints([3, 2]), strides: ints([2, 1]), pads: ints([1, 0, 0, 1]), group: int(2) },
  },
  compute: ([x, w, bias]) => {
    const [height, width] = [2, 4];
    return [
      range(2 * height * width * 6).map((i) => {
        const m = i % 6;
        const column = Math.floor(i / 6) % width;
        const row = Math.floor(i / (6 * width)) % height;
        const batch = Math.floor(i / (6 * width * height));
        let sum = at(bias, m);
        for (const [dy, dx, c] of range(3).flatMap((a) =>
          range(2).flatMap((b) => range(2).map((d) => [a, b, d] as const)),
        )) {
          const [y, z] = [row * 2 + dy - 1, column + dx];
          if (y < 0 || y >= 5 || z >= 4) continue;
          const channel = Math.floor(m / 3) * 2 + c;
          sum += at(x, ((batch * 5 + y) * 4 + z) * 4 + channel) * at(w, ((m * 3 + dy) * 2 + dx) * 2 + c);
        }
        return sum;
      }),
    ];
  },
};

interface Reader {
  (batch: number, place: number, head: number, element: number): number;
}

/** Two rows, three heads of two, `queries` and `keys` places. */
function attention(q: Reader, k: Reader, v: Reader, queries: number, keys: number): number[] {
  return range(2 * queries * 6).map((i) => {
    const [batch, query, head, element] = [
      Math.floor(i / (queries * 6)),
      Math.floor(i / 6) % queries,
      Math.floor((i % 6) / 2),
      i % 2,
    ];
    const weights = range(keys).map((key) =>
      Math.exp(range(2).reduce((sum, d) => sum + q(batch, query, head, d) * k(batch, key, head, d), 0) / Math.SQRT2),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.reduce((sum, weight, key) => sum + (weight / total) * v(batch, key, head, element), 0);
  });
}

/** [2, places, 3, parts, 2], with a bias by part, head and element. */
function packedReader(
  x: Value | undefined,
  places: number,
  parts: number,
  part: number,
  bias?: Value,
  offset = 0,
): Reader {
  return (batch, place, head, element) =>
    at(x, (((batch * places + place) * 3 + head) * parts + part) * 2 + element) + at(bias, offset + head * 2 + element);
}

function packedCases(): WrittenCase[] {
  const attributes = { num_heads: int(3) };
  return [
    {
      key: 'com.microsoft.MultiHeadAttention',
      use: { title: 'packed QKV', inputs: [of(2, 4, 3, 3, 2)], attributes },
      compute: ([x]) => [attention(packedReader(x, 4, 3, 0), packedReader(x, 4, 3, 1), packedReader(x, 4, 3, 2), 4, 4)],
    },
    {
      key: 'com.microsoft.MultiHeadAttention',
      use: { title: 'packed QKV, a bias', inputs: [of(2, 4, 3, 3, 2), null, null, of(18)], attributes },
      compute: ([x, , , bias]) => {
        const [q, k, v] = range(3).map((part) => packedReader(x, 4, 3, part, bias, 6 * part));
        return q === undefined || k === undefined || v === undefined ? [] : [attention(q, k, v, 4, 4)];
      },
    },
    {
      key: 'com.microsoft.MultiHeadAttention',
      use: { title: 'packed KV', inputs: [of(2, 4, 6), of(2, 5, 3, 2, 2)], attributes },
      compute: ([x, kv]) => [
        attention(packedReader(x, 4, 1, 0), packedReader(kv, 5, 2, 0), packedReader(kv, 5, 2, 1), 4, 5),
      ],
    },
  ];
}

export const WRITTEN_CASES: readonly WrittenCase[] = [
  ...groupNormCases(),
  channelsFirstCase(),
  ...skipGroupNormCases(),
  BIAS_SPLIT_GELU,
  BIAS_ADD,
  GEMM_FAST_GELU,
  NHWC_CONV,
  ...packedCases(),
];
