// What the identity room asks of a list of leaked passwords.

export interface LeakedPasswords {
  /** How often a password was seen in leaks, at least; 0: not in the list. `sha1`: its SHA-1 in upper-case hexadecimal digits. */
  count(sha1: string): Promise<number>;
}

/** A place without a list. */
export const NO_LEAKED_PASSWORDS: LeakedPasswords = { count: async () => 0 };
