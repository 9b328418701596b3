// funding.json, the manifest of FLOSS/fund (fundingjson.org), version 1: who asks, for which projects, by which channels.

import { GatehouseError, isGatehouseError } from '../../kernel/errors.ts';
import { kindOf } from '../json.ts';
import { readJsonObjectText, type JsonText } from '../json-text.ts';
import {
  eachLinkOnce,
  parseFundingLink,
  type FundingAsk,
  type FundingDocument,
  type FundingLink,
} from './funding-link.ts';

const WHAT = 'funding.json';
const MOST_LENGTH = 512 * 1024;
/** The schema's own bounds are about these. */
const MOST_PROJECTS = 100;
const MOST_CHANNELS = 100;
const MOST_PLANS = 100;
const MOST_WORD = 250;
const MOST_TEXT = 10_000;

const ENTITY_TYPES = ['individual', 'group', 'organisation', 'other'];
const ENTITY_ROLES = ['owner', 'steward', 'maintainer', 'contributor', 'other'];
const CHANNEL_TYPES = ['bank', 'payment-provider', 'cheque', 'cash', 'other'];
const PLAN_STATES = ['active', 'inactive'];
const FREQUENCIES = ['one-time', 'weekly', 'fortnightly', 'monthly', 'yearly', 'other'];

/**
 * Reads version 1 whole. Channels that are no web address (a bank account, cash) are told and not used: an account number that
 * arrives in a file is nothing to send money to. Nothing in it is proven: whoever writes the file may claim any project. Throws
 * `invalid-document` with the line, `unsupported` for another version, and `too-large`.
 */
export function readFundingJson(text: string): FundingDocument {
  if (text.length > MOST_LENGTH) {
    throw new GatehouseError(
      'too-large',
      `Cannot read ${WHAT}: found ${text.length} characters, expected at most ${MOST_LENGTH}`,
    );
  }
  const read = readJsonObjectText(text, { what: WHAT });
  const top = new Part(read, read.value, '');
  assertVersion(top);
  const entity = top.object('entity');
  entity.choice('type', ENTITY_TYPES);
  entity.choice('role', ENTITY_ROLES);
  const asks = entity.text('name', MOST_WORD);
  const projects = [...top.objects('projects', MOST_PROJECTS)];
  for (const project of projects) project.text('name', MOST_WORD);
  const funding = top.object('funding');
  const links: FundingLink[] = [];
  const passedOver: string[] = [];
  for (const channel of funding.objects('channels', MOST_CHANNELS)) {
    const type = channel.choice('type', CHANNEL_TYPES);
    const address = channel.optionalText('address', MOST_TEXT) ?? '';
    if (/^https?:/i.test(address)) links.push(linkOf(channel, address));
    else passedOver.push(`a channel of type ${type} without a web address`);
  }
  const plans = [...funding.objects('plans', MOST_PLANS)].flatMap(planOf);
  return { format: 'funding.json 1.0.0', links: eachLinkOnce(links), asks, plans, passedOver };
}

function assertVersion(top: Part): void {
  const version = top.text('version', MOST_WORD);
  const [, major, minor] = /^v?(\d+)\.(\d+)\.(\d+)$/.exec(version) ?? [];
  if (major === undefined) throw top.fault(`version ${JSON.stringify(version)}`, 'one like v1.0.0');
  if (major === '1' && minor === '0') return;
  throw new GatehouseError(
    'unsupported',
    `Cannot read ${WHAT}: found version ${version.slice(0, 40)}, expected v1.0.x`,
  );
}

function linkOf(channel: Part, address: string): FundingLink {
  try {
    return parseFundingLink(address);
  } catch (error) {
    if (!isGatehouseError(error, 'invalid-document')) throw error;
    throw channel.fault('an address that is none', 'one of a public site');
  }
}

function planOf(plan: Part): readonly FundingAsk[] {
  const name = plan.text('name', MOST_WORD);
  if (plan.choice('status', PLAN_STATES) === 'inactive') return [];
  const frequency = plan.choice('frequency', FREQUENCIES);
  const amount = plan.number('amount');
  const currency = plan.text('currency', 3).toUpperCase();
  if (!/^[A-Z]{3}$/.test(currency)) throw plan.fault('a currency that is none', 'three letters of ISO 4217');
  // 0 says: as much as you like.
  return [{ name, frequency, ...(amount === 0 ? {} : { amount: String(amount), currency }) }];
}

/** An object of the document, whose members are read with their kinds and bounds. */
class Part {
  readonly #read: JsonText;
  readonly #value: object;
  readonly #path: string;

  constructor(read: JsonText, value: object, path: string) {
    this.#read = read;
    this.#value = value;
    this.#path = path;
  }

  object(key: string): Part {
    const found = this.#member(key);
    if (typeof found === 'object' && found !== null && !Array.isArray(found)) {
      return new Part(this.#read, found, this.#pathOf(key));
    }
    throw this.#mismatch(key, found, 'an object');
  }

  /** None where the key is missing or null. */
  objects(key: string, most: number): readonly Part[] {
    const found = this.#member(key) ?? [];
    if (!Array.isArray(found)) throw this.#mismatch(key, found, 'a list');
    if (found.length > most) throw this.fault(`${found.length} ${key}`, `at most ${most}`);
    return found.map((one: unknown, at) => {
      if (typeof one === 'object' && one !== null && !Array.isArray(one)) {
        return new Part(this.#read, one, `${this.#pathOf(key)}[${at}]`);
      }
      throw this.#mismatch(`${key}[${at}]`, one, 'an object');
    });
  }

  text(key: string, most: number): string {
    const found = this.optionalText(key, most);
    if (found === undefined || found === '') throw this.#mismatch(key, found, 'words');
    return found;
  }

  optionalText(key: string, most: number): string | undefined {
    const found = this.#member(key);
    if (found === undefined || found === null) return undefined;
    if (typeof found !== 'string') throw this.#mismatch(key, found, 'words');
    if (found.length <= most) return found;
    throw this.fault(`${found.length} characters in ${this.#pathOf(key)}`, `at most ${most}`);
  }

  choice(key: string, choices: readonly string[]): string {
    const found = this.text(key, MOST_WORD);
    if (choices.includes(found)) return found;
    throw this.fault(
      `${JSON.stringify(found.slice(0, 40))} in ${this.#pathOf(key)}`,
      `one of ${choices.join(', ')}`,
    );
  }

  number(key: string): number {
    const found = this.#member(key);
    if (typeof found === 'number' && found >= 0 && found <= 1e12) return found;
    throw this.#mismatch(key, found, 'an amount');
  }

  fault(found: string, expected: string): GatehouseError {
    const line = this.#read.lineOf(this.#value);
    const where = line === undefined ? '' : ` at line ${line}`;
    return new GatehouseError(
      'invalid-document',
      `Cannot read ${WHAT}: found ${found}${where}, expected ${expected}`,
      line === undefined ? {} : { facts: { line } },
    );
  }

  #member(key: string): unknown {
    return Object.hasOwn(this.#value, key) ? (this.#value as Record<string, unknown>)[key] : undefined;
  }

  #mismatch(key: string, found: unknown, expected: string): GatehouseError {
    const kind = found === undefined || found === '' ? 'nothing' : kindOf(found);
    return this.fault(`${kind} in ${this.#pathOf(key)}`, expected);
  }

  #pathOf(key: string): string {
    return this.#path === '' ? key : `${this.#path}.${key}`;
  }
}
