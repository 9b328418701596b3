// Seals what the database must not show (authenticators' secrets) by AES-256-GCM, with a key that lies in a file of its own.

import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { link, open, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { GatehouseError, messageOf } from '../kernel/errors.ts';
import type { SecretBox } from '../identity/factors/factor-ports.ts';
import type { RandomBytes } from '../identity/secret.ts';
import { syncFolder } from '../storage/sync-folder.ts';
import type { Config } from './config-schema.ts';

/** The key's name in the data folder. */
export const SECRET_KEY_FILE = 'secret.key';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface SecretKeyPlace {
  readonly file: string;
  /** Whether a missing file is made: not where several servers are to share one, each of which would make its own. */
  readonly isMade: boolean;
}

/** Where the key lies: in the data folder, or where the configuration says. */
export function secretKeyPlace(config: Pick<Config, 'server'>, dataDir: string): SecretKeyPlace {
  const { secret_key_file: file } = config.server;
  return file === undefined
    ? { file: join(dataDir, SECRET_KEY_FILE), isMade: true }
    : { file, isMade: false };
}

interface Key {
  readonly bytes: Buffer;
  /** What sealed texts call it: tells two keys apart, and nothing about them. */
  readonly name: string;
}

/** The key is read when it is first needed, and then kept in memory. */
export function createSecretBox(place: SecretKeyPlace, random: RandomBytes): SecretBox {
  let known: Key | undefined;
  const keyFor = async (mayMake: boolean): Promise<Key> => (known ??= await takeKey(place, random, mayMake));
  return {
    async seal(secret, about) {
      const key = await keyFor(true);
      const nonce = random(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce).setAAD(Buffer.from(about));
      const text = Buffer.concat([cipher.update(secret), cipher.final()]);
      return `v1.${key.name}.${Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url')}`;
    },
    async open(sealed, about) {
      const [version, name, text] = sealed.split('.');
      if (version !== 'v1' || name === undefined || text === undefined) throw damaged();
      const key = await keyFor(false);
      if (name !== key.name) throw otherKey(place.file, name, key.name);
      const bytes = Buffer.from(text, 'base64url');
      if (bytes.length < NONCE_BYTES + TAG_BYTES) throw damaged();
      const tagEnd = NONCE_BYTES + TAG_BYTES;
      const cipher = createDecipheriv('aes-256-gcm', key.bytes, bytes.subarray(0, NONCE_BYTES))
        .setAAD(Buffer.from(about))
        .setAuthTag(bytes.subarray(NONCE_BYTES, tagEnd));
      try {
        return Buffer.concat([cipher.update(bytes.subarray(tagEnd)), cipher.final()]);
      } catch (cause) {
        throw damaged(cause);
      }
    },
  };
}

async function takeKey(place: SecretKeyPlace, random: RandomBytes, mayMake: boolean): Promise<Key> {
  const found = await readKey(place.file);
  if (found !== undefined) return found;
  if (!mayMake) {
    throw new GatehouseError(
      'storage-failed',
      `Cannot open a sealed secret: found no key file ${place.file}; put back the one of the backup`,
    );
  }
  if (!place.isMade) {
    throw new GatehouseError(
      'storage-failed',
      `Cannot seal a secret: found no ${place.file} (server.secret_key_file); make it once, for all servers: openssl rand -base64 32`,
    );
  }
  await writeKey(place.file, random);
  const made = await readKey(place.file);
  if (made === undefined) throw damaged();
  return made;
}

async function readKey(file: string): Promise<Key | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as { readonly code?: unknown }).code === 'ENOENT') return undefined;
    throw new GatehouseError('storage-failed', `Cannot read the key file ${file}: ${messageOf(cause)}`, {
      cause,
    });
  }
  const bytes = Buffer.from(text.trim(), 'base64');
  if (bytes.length !== KEY_BYTES || bytes.toString('base64') !== text.trim()) {
    throw new GatehouseError(
      'storage-failed',
      `Cannot use the key file ${file}: found something else, expected base64 of 32 bytes`,
    );
  }
  return {
    bytes,
    name: createHash('sha256').update('gatehouse key ').update(bytes).digest('hex').slice(0, 8),
  };
}

/** Whole and durable before anything is sealed with it; of two that make one at once, one's is kept and both use it. */
async function writeKey(file: string, random: RandomBytes): Promise<void> {
  const staged = `${file}.${Buffer.from(random(6)).toString('hex')}.partial`;
  try {
    const handle = await open(staged, 'wx', 0o600);
    try {
      await handle.writeFile(`${Buffer.from(random(KEY_BYTES)).toString('base64')}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await link(staged, file).catch((error: unknown) => {
      if ((error as { readonly code?: unknown }).code !== 'EEXIST') throw error;
    });
    await syncFolder(dirname(file));
  } catch (cause) {
    throw new GatehouseError('storage-failed', `Cannot make the key file ${file}: ${messageOf(cause)}`, {
      cause,
    });
  } finally {
    await rm(staged, { force: true });
  }
}

function otherKey(file: string, found: string, expected: string): GatehouseError {
  return new GatehouseError(
    'storage-failed',
    `Cannot open a sealed secret: it was sealed with key ${found}, and ${file} is key ${expected}; put back the key file of before`,
    { facts: { sealedWith: found, key: expected } },
  );
}

function damaged(cause?: unknown): GatehouseError {
  const message = 'Cannot open a sealed secret: it is damaged, or was moved from where it belongs';
  return new GatehouseError('storage-failed', message, cause === undefined ? {} : { cause });
}
