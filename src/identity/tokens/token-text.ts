// How a token is written: `ghr_`, `gha_`, `ghw_` or `ght_`, thirty random characters, and a checksum that tells a typo from an unknown token.

import { crc32 } from 'node:zlib';

import { TOKEN_SCOPES, type Token } from '../ports.ts';
import type { RandomBytes } from '../secret.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 30 x log2(62) = 178 bits. */
const RANDOM_LENGTH = 30;
const CHECKSUM_LENGTH = 6;
const PREFIXES: Readonly<Record<TokenKind, string>> = {
  read: 'ghr_',
  api: 'gha_',
  write: 'ghw_',
  publisher: 'ght_',
};
const PREFIX_LENGTH = 4;

/** Characters of every token. */
export const TOKEN_LENGTH = PREFIX_LENGTH + RANDOM_LENGTH + CHECKSUM_LENGTH;

/** What an account's token is for, or that it is a trusted publisher's. */
export type TokenKind = Token['scope'] | 'publisher';

const TOKEN_KINDS: readonly TokenKind[] = [...TOKEN_SCOPES, 'publisher'];

/** What a text that was presented as a token is, by its looks alone. */
export type TokenForm = TokenKind | 'mistyped' | 'foreign';

/** A new token of a kind: 40 characters. It is a secret. */
export function mintTokenText(kind: TokenKind, random: RandomBytes): string {
  const body = PREFIXES[kind] + randomBase62(RANDOM_LENGTH, random);
  return body + checksumOf(body);
}

/**
 * The kind that a well-formed token claims; `mistyped` when it begins like one of ours but length, characters or
 * checksum are wrong; `foreign` when it is somebody else's. Never throws.
 */
export function formOfToken(presented: string): TokenForm {
  const prefix = presented.slice(0, PREFIX_LENGTH);
  const kind = TOKEN_KINDS.find((one) => PREFIXES[one] === prefix);
  if (kind === undefined) return 'foreign';
  if (presented.length !== TOKEN_LENGTH || !/^[0-9A-Za-z]+$/.test(presented.slice(PREFIX_LENGTH))) {
    return 'mistyped';
  }
  const body = presented.slice(0, -CHECKSUM_LENGTH);
  return checksumOf(body) === presented.slice(-CHECKSUM_LENGTH) ? kind : 'mistyped';
}

/** What tokens of a kind begin with. */
export function prefixOf(kind: TokenKind): string {
  return PREFIXES[kind];
}

/** Whether a text begins like one of our tokens, so that it must be kept out of logs. */
export function looksLikeToken(text: string): boolean {
  return TOKEN_KINDS.some((kind) => text.startsWith(PREFIXES[kind]));
}

/** CRC-32 of the text before it, in six base-62 digits, most significant first. */
function checksumOf(body: string): string {
  let rest = crc32(body);
  let digits = '';
  for (let place = 0; place < CHECKSUM_LENGTH; place += 1) {
    digits = ALPHABET.charAt(rest % 62) + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

/** Even over the alphabet: bytes from 248 up are thrown away. */
function randomBase62(length: number, random: RandomBytes): string {
  let text = '';
  while (text.length < length) {
    for (const byte of random(length)) {
      if (byte < 248 && text.length < length) text += ALPHABET.charAt(byte % 62);
    }
  }
  return text;
}
