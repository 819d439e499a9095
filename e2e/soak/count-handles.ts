/** What of a thread is alive after a collection. */
export interface Handles {
  /** Ends of message channels, made here or received. */
  readonly ports: number;
  readonly bitmaps: number;
  readonly offscreenCanvases: number;
  /** Not revoked. */
  readonly objectUrls: number;
  /** Not terminated. */
  readonly workers: number;
}

export interface CountingScope {
  readonly countHandles?: () => Handles;
  readonly gc?: (options: { readonly execution: 'async' }) => Promise<void>;
}

/** Runs in the page before its own code, and in each worker. Has it counted what it makes, by weak references. */
export function installHandleCount(): void {
  const ports: WeakRef<MessagePort>[] = [];
  const bitmaps: WeakRef<ImageBitmap>[] = [];
  const canvases: WeakRef<OffscreenCanvas>[] = [];
  const urls = new Set<string>();
  const workers = new Set<Worker>();

  const track = <T extends object>(list: WeakRef<T>[], object: T): T => {
    list.push(new WeakRef(object));
    return object;
  };
  const living = <T extends object>(list: WeakRef<T>[]): T[] => {
    const alive = list.flatMap((reference) => reference.deref() ?? []);
    list.splice(0, list.length, ...alive.map((object) => new WeakRef(object)));
    return alive;
  };
  const hear = ({ data, ports: received }: MessageEvent): void => {
    for (const port of received) track(ports, port);
    const answer: unknown = data?.value?.value;
    if (answer instanceof ImageBitmap) track(bitmaps, answer);
  };

  const { createObjectURL, revokeObjectURL } = URL;
  URL.createObjectURL = (object) => {
    const url = createObjectURL.call(URL, object);
    urls.add(url);
    return url;
  };
  URL.revokeObjectURL = (url) => {
    urls.delete(url);
    revokeObjectURL.call(URL, url);
  };
  const Channel = MessageChannel;
  const OwnCanvas = OffscreenCanvas;
  const OwnWorker = Worker;
  const decode = createImageBitmap;
  Object.assign(globalThis, {
    MessageChannel: class extends Channel {
      constructor() {
        super();
        track(ports, this.port1);
        track(ports, this.port2);
      }
    },
    OffscreenCanvas: class extends OwnCanvas {
      constructor(width: number, height: number) {
        super(width, height);
        track(canvases, this);
      }
    },
    Worker: class extends OwnWorker {
      constructor(...args: ConstructorParameters<typeof Worker>) {
        super(...args);
        workers.add(this);
        this.addEventListener('message', hear);
      }
      override terminate(): void {
        workers.delete(this);
        super.terminate();
      }
    },
    createImageBitmap: async (...args: Parameters<typeof createImageBitmap>) =>
      track(bitmaps, await decode.apply(globalThis, args)),
    countHandles: (): Handles => ({
      ports: living(ports).length,
      // One that was closed or handed on has no pixels.
      bitmaps: living(bitmaps).filter(({ width }) => width > 0).length,
      offscreenCanvases: living(canvases).length,
      objectUrls: urls.size,
      workers: workers.size,
    }),
  });
  if (!('document' in globalThis)) globalThis.addEventListener('message', hear as EventListener);
}
