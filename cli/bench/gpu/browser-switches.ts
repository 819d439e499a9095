/** What Chromium needs to let a page compute on the graphics card of any machine, float16 and timestamps included. */
export const BROWSER_SWITCHES = {
  all: [
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    // Buffers that onnxruntime lets go of are counted once they are collected.
    '--js-flags=--expose-gc',
    '--enable-unsafe-webgpu',
    // Timestamps of full precision.
    '--enable-webgpu-developer-features',
    '--ignore-gpu-blocklist',
    '--disable-gpu-watchdog',
    '--enable-dawn-features=allow_unsafe_apis,vulkan_enable_f16_on_nvidia',
  ],
  linux: ['--no-sandbox', '--enable-features=Vulkan'],
  linuxGpu: ['--use-angle=vulkan'],
  // Without a display, Vulkan with surfaces falls back to software silently.
  linuxHeadless: ['--disable-vulkan-surface'],
  software: ['--use-webgpu-adapter=swiftshader'],
} as const satisfies Record<string, readonly string[]>;
