// Passwords: which are good enough, how they are hashed (argon2id, RFC 9106) and compared.

import { argon2, hash, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

import { GatehouseError } from '../../kernel/errors.ts';

import { COMMON_PASSWORDS } from './common-passwords.ts';
import { NO_LEAKED_PASSWORDS, type LeakedPasswords } from './leaked-ports.ts';
import type { RandomBytes } from '../secret.ts';

/** Costs of one hash. */
export interface Argon2Parameters {
  readonly memoryKib: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** RFC 9106 section 4, second choice: 64 MiB and three passes; one lane, since a server has other things to do. */
export const ARGON2_PARAMETERS: Argon2Parameters = { memoryKib: 65_536, passes: 3, parallelism: 1 };

export const PASSWORD_MIN_LENGTH = 12;
/** Longer ones cost the same to guess and only more to receive. */
export const PASSWORD_MAX_LENGTH = 1_024;

/** Upper bounds for parameters read from a stored hash, so that a damaged row cannot take the machine's memory. */
const MAX_MEMORY_KIB = 1_048_576;
const MAX_PASSES = 16;
const SALT_BYTES = 16;
const TAG_BYTES = 32;
const CONCURRENT = 2;
const WAITING = 32;

const deriveKey = promisify(argon2);

/** Hashes and compares passwords off the event loop, a few at a time. */
export interface PasswordHasher {
  /**
   * The hash, in PHC string form, of a password that somebody chose. Throws `invalid-request` for one that is known from
   * leaks, so that no way of choosing one passes the list by, and `too-many-requests` when too many wait already.
   */
  hash(password: string): Promise<string>;
  /** Whether a password is known from leaks. Nothing of it leaves the process. */
  isLeaked(password: string): Promise<boolean>;
  /**
   * Whether `password` belongs to `phc`. Without a hash it takes as long and answers false, so that an unknown name
   * cannot be told by the clock. Throws `too-many-requests`, and `storage-failed` when `phc` is damaged.
   */
  verify(password: string, phc: string | undefined): Promise<boolean>;
}

/** Makes the hasher; at most two hashes (64 MiB each) run at once and 32 wait. */
export function createPasswordHasher(
  deps: { readonly random: RandomBytes; readonly leaked?: LeakedPasswords },
  parameters: Argon2Parameters = ARGON2_PARAMETERS,
): PasswordHasher {
  const { leaked = NO_LEAKED_PASSWORDS } = deps;
  const inTurn = createTurns();
  const isLeaked = async (password: string) => (await leaked.count(sha1Of(password))) > 0;
  return {
    isLeaked,
    hash: (password) =>
      inTurn(async () => {
        if (await isLeaked(password)) {
          refuse('it is known from leaks of other places, and attackers try those first; choose another');
        }
        const salt = deps.random(SALT_BYTES);
        return formatPhc(parameters, salt, await derive(password, salt, parameters, TAG_BYTES));
      }),
    verify: (password, phc) =>
      inTurn(async () => {
        if (phc === undefined) {
          await derive(password, deps.random(SALT_BYTES), parameters, TAG_BYTES);
          return false;
        }
        const known = parsePhc(phc);
        const tag = await derive(password, known.salt, known.parameters, known.tag.length);
        return timingSafeEqual(tag, known.tag);
      }),
  };
}

/**
 * Refuses a password that is too short, too long, well known, one character over and over, or made around the account's
 * name. Throws `invalid-request`. (NIST SP 800-63B, 3.1.1.2: length and a list, no rules of composition.)
 */
export function checkNewPassword(password: string, accountName: string): void {
  const length = Array.from(password).length;
  if (length < PASSWORD_MIN_LENGTH) {
    refuse(`found ${length} characters, expected at least ${PASSWORD_MIN_LENGTH}`);
  }
  if (password.length > PASSWORD_MAX_LENGTH) {
    refuse(`found ${length} characters, expected at most ${PASSWORD_MAX_LENGTH}`);
  }
  const plain = password.normalize('NFKC').toLowerCase();
  const rest = accountName.length < 3 ? plain : plain.replaceAll(accountName.toLowerCase(), '');
  const isVaried = new Set(plain).size >= 4;
  if (!isVaried || COMMON_PASSWORDS.has(plain) || COMMON_PASSWORDS.has(stripEnds(plain))) {
    refuse('it is among the first that anyone would try; choose another');
  }
  if (rest.length < PASSWORD_MIN_LENGTH / 2)
    refuse('it is little more than the account name; choose another');
}

/** Lists of leaked passwords go by SHA-1 of the bytes that were typed. It protects nothing here: it is a key to look up. */
function sha1Of(password: string): string {
  return hash('sha1', Buffer.from(password, 'utf8'), 'hex').toUpperCase();
}

function refuse(why: string): never {
  throw new GatehouseError('invalid-request', `Cannot use password: ${why}`, {
    facts: { field: 'password' },
  });
}

/** The word inside `!Password12345!!`: what people put around a common one. */
function stripEnds(password: string): string {
  return password.replace(/^[^a-z]{1,8}/, '').replace(/[^a-z]{1,12}$/, '');
}

async function derive(
  password: string,
  salt: Uint8Array,
  parameters: Argon2Parameters,
  tagLength: number,
): Promise<Buffer> {
  return deriveKey('argon2id', {
    message: Buffer.from(password.normalize('NFKC'), 'utf8'),
    nonce: salt,
    memory: parameters.memoryKib,
    passes: parameters.passes,
    parallelism: parameters.parallelism,
    tagLength,
  });
}

function formatPhc(parameters: Argon2Parameters, salt: Uint8Array, tag: Uint8Array): string {
  const { memoryKib, passes, parallelism } = parameters;
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`;
}

function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '');
}

interface Phc {
  readonly parameters: Argon2Parameters;
  readonly salt: Uint8Array;
  readonly tag: Uint8Array;
}

const PHC =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

function parsePhc(text: string): Phc {
  const match = PHC.exec(text);
  const [memoryKib, passes, parallelism] = (match?.slice(1, 4) ?? []).map(Number);
  const isSane =
    memoryKib !== undefined &&
    passes !== undefined &&
    parallelism !== undefined &&
    parallelism >= 1 &&
    passes >= 1 &&
    passes <= MAX_PASSES &&
    memoryKib >= 8 * parallelism &&
    memoryKib <= MAX_MEMORY_KIB;
  if (!isSane) {
    throw new GatehouseError(
      'storage-failed',
      'Cannot compare password: the stored hash is not argon2id in PHC form',
    );
  }
  return {
    parameters: { memoryKib, passes, parallelism },
    salt: Buffer.from(match?.[4] ?? '', 'base64'),
    tag: Buffer.from(match?.[5] ?? '', 'base64'),
  };
}

/** Runs work at most `CONCURRENT` at a time, in order; throws `too-many-requests` when `WAITING` wait already. */
function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= CONCURRENT) {
      if (waiting.length >= WAITING) {
        throw new GatehouseError('too-many-requests', 'Cannot check password: too many are being checked', {
          facts: { retryAfterSeconds: 5 },
        });
      }
      // The one who leaves hands its place over, so `running` stays as it is.
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
