// The unit of work: several stores, one transaction.

/**
 * Runs work in one transaction. Units of work run one after the other, also across the processes that share a
 * database, so that what a unit of work has read cannot change under it.
 */
export interface UnitOfWork<S> {
  /**
   * Commits when `work` resolves; writes nothing and passes the error on when it rejects. The stores serve only
   * until then. Once it resolves, the change is durable and subscribers whose handlers are synchronous have seen it.
   * A unit of work inside another throws `storage-failed`.
   */
  transact<T>(work: (stores: S) => Promise<T>): Promise<T>;
}
