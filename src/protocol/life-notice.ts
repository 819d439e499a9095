/** What a thread says first: the name of a lock that it holds as long as it lives. */
export interface LifeNotice {
  readonly lifeLock: string;
}
