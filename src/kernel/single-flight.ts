// One piece of work serves all who ask for it at the same time.

export class SingleFlight<V> {
  readonly #flights = new Map<string, Promise<V>>();

  /** Runs `work` unless the same key is being worked on; then answers what that yields, or throws what it throws. */
  run(key: string, work: () => Promise<V>): Promise<V> {
    const flying = this.#flights.get(key);
    if (flying !== undefined) return flying;
    const flight = work().finally(() => this.#flights.delete(key));
    this.#flights.set(key, flight);
    return flight;
  }
}
