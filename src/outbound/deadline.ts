// One signal for two reasons to stop: the caller lost interest, or the whole exchange took too long.

/** A running time limit joined with the caller's own signal. */
export interface Deadline {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Whether the time ran out (and not the caller gave up). */
  isExpired(): boolean;
  /** Whether the caller gave up. */
  isAbandoned(): boolean;
  /** Frees the timer and the listener; the signal stays silent from here on. */
  dispose(): void;
}

/** Starts the clock. A signal that is already aborted gives an aborted deadline. */
export function startDeadline(timeoutMs: number, callerSignal?: AbortSignal): Deadline {
  const controller = new AbortController();
  let expired = false;
  let abandoned = false;
  const abandon = (): void => {
    if (expired) return;
    abandoned = true;
    controller.abort(callerSignal?.reason);
  };
  const timer = setTimeout(() => {
    if (abandoned) return;
    expired = true;
    callerSignal?.removeEventListener('abort', abandon);
    controller.abort(new Error(`Not finished within ${timeoutMs} ms`));
  }, timeoutMs);
  timer.unref();
  if (callerSignal?.aborted === true) abandon();
  else callerSignal?.addEventListener('abort', abandon, { once: true });
  return {
    signal: controller.signal,
    timeoutMs,
    isExpired: () => expired,
    isAbandoned: () => abandoned,
    dispose() {
      clearTimeout(timer);
      callerSignal?.removeEventListener('abort', abandon);
    },
  };
}
