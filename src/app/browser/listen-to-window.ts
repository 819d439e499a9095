type WindowListeners = { readonly [Type in keyof WindowEventMap]?: (event: WindowEventMap[Type]) => void };

/** Listens to the window until the function that it returns is called: what an effect of a view returns. */
export function listenToWindow(listeners: WindowListeners): () => void {
  const controller = new AbortController();
  for (const [type, listener] of Object.entries(listeners)) {
    window.addEventListener(type, listener as EventListener, { signal: controller.signal });
  }
  return () => controller.abort();
}
