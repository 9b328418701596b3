// What reports of leaked tokens need from outside: the keys by which their senders sign.

/** A key that a sender of reports signs with. */
export interface ScanningKey {
  readonly identifier: string;
  /** SPKI in PEM. */
  readonly pem: string;
}

/** Somebody whose signed reports are believed to say where a token was found. */
export interface ScanningSource {
  /** `github`. */
  readonly name: string;
  /** Their keys that count now, as they stand or as they are fetched. Rejects when they cannot be had. */
  keys(): Promise<readonly ScanningKey[]>;
}
