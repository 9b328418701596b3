// Room for bytes in memory that several share: whoever finds too little of it waits until those before have left, in their order.

interface Waiting {
  readonly sizeBytes: number;
  enter(): void;
}

export class ByteRoom {
  readonly #maxBytes: number;
  readonly #queue: Waiting[] = [];
  #takenBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get takenBytes(): number {
    return this.#takenBytes;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#queue.length;
  }

  /**
   * Runs `work` once there is room for `sizeBytes`, which it has until it ends; what is larger than all of the room has all of it.
   * Throws what `work` throws, and the signal's reason where that ends the wait.
   */
  async within<T>(sizeBytes: number, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const taken = Math.min(sizeBytes, this.#maxBytes);
    await this.#enter(taken, signal);
    try {
      return await work();
    } finally {
      this.#takenBytes -= taken;
      this.#admit();
    }
  }

  /** Nobody overtakes: a large one would wait for ever behind small ones. */
  async #enter(sizeBytes: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const entered = Promise.withResolvers<undefined>();
    const waiting: Waiting = { sizeBytes, enter: () => entered.resolve(undefined) };
    const leave = () => {
      const at = this.#queue.indexOf(waiting);
      if (at < 0) return;
      this.#queue.splice(at, 1);
      entered.reject(signal.reason);
      this.#admit();
    };
    this.#queue.push(waiting);
    signal.addEventListener('abort', leave, { once: true });
    this.#admit();
    try {
      await entered.promise;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  #admit(): void {
    for (;;) {
      const [next] = this.#queue;
      if (next === undefined || this.#takenBytes + next.sizeBytes > this.#maxBytes) return;
      this.#queue.shift();
      this.#takenBytes += next.sizeBytes;
      next.enter();
    }
  }
}

/** A room of which nobody has more than half, so that one alone cannot keep all others out. */
export class SharedRoom {
  readonly #all: ByteRoom;
  readonly #shareBytes: number;
  readonly #shares = new Map<string, { readonly room: ByteRoom; guests: number }>();

  constructor(maxBytes: number) {
    this.#all = new ByteRoom(maxBytes);
    this.#shareBytes = Math.ceil(maxBytes / 2);
  }

  get takenBytes(): number {
    return this.#all.takenBytes;
  }

  /** As `ByteRoom.within`, by whoever `who` names. */
  async within<T>(who: string, sizeBytes: number, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const share = this.#shares.get(who) ?? { room: new ByteRoom(this.#shareBytes), guests: 0 };
    this.#shares.set(who, share);
    share.guests += 1;
    try {
      return await share.room.within(sizeBytes, signal, () => this.#all.within(sizeBytes, signal, work));
    } finally {
      share.guests -= 1;
      if (share.guests === 0) this.#shares.delete(who);
    }
  }
}
