/** An answer of a hub, whatever its status. */
export interface HubResponse {
  readonly status: number;
  /** Null where there is none, or where a browser hides it. */
  header(name: string): string | null;
  json(): Promise<unknown>;
  /** The body as it arrives; iterating throws when the connection is lost. */
  pieces(): AsyncIterable<Uint8Array>;
}

export interface HubRequest {
  /** First and last byte, both included. */
  readonly range?: { readonly first: number; readonly last: number };
  readonly signal?: AbortSignal;
}

/**
 * How to reach a hub: `fetch` in a browser and in Node. Follows redirects, and asks by GET alone: the storage that a hub redirects
 * to signs its addresses for that method. Rejects when there is no answer.
 */
export interface HubTransport {
  get(url: string, request?: HubRequest): Promise<HubResponse>;
}
