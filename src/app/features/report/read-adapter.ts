/** What a report says of the graphics processor. */
export interface AdapterFacts {
  readonly description: string;
  readonly hasFloat16: boolean;
  /** Bytes and counts by their WebGPU names. */
  readonly limits: Readonly<Record<string, number>>;
}

const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
] as const;

/** The parts of WebGPU that are read here. */
interface Gpu {
  requestAdapter(): Promise<{
    readonly info?: Readonly<Record<'vendor' | 'architecture' | 'device' | 'description', string>>;
    readonly features: ReadonlySet<string>;
    readonly limits: Readonly<Record<(typeof LIMITS)[number], number>>;
  } | null>;
}

/** Asks the browser for its graphics adapter; null where there is none. */
export async function readAdapter(): Promise<AdapterFacts | null> {
  try {
    // The library for pages does not declare WebGPU.
    const { gpu } = navigator as Navigator & { readonly gpu?: Gpu };
    const adapter = (await gpu?.requestAdapter()) ?? null;
    if (adapter === null) return null;
    const { vendor = '', architecture = '', device = '', description = '' } = adapter.info ?? {};
    return {
      description: [vendor, architecture, device, description].filter(Boolean).join(' '),
      hasFloat16: adapter.features.has('shader-f16'),
      limits: Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]])),
    };
  } catch {
    return null;
  }
}
