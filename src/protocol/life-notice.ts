/** What a thread says first. */
export interface LifeNotice {
  /** The name of a lock that it holds as long as it lives; null where there are no locks. */
  readonly lifeLock: string | null;
}
