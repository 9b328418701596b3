// A running server, asked through its JSON API.

import { setTimeout as sleep } from 'node:timers/promises';

import { GatehouseError, messageOf, type ErrorCode } from '../../kernel/errors.ts';
import { problem as problemSchema } from '../../http/api/contract.ts';
import { session, SIGN_IN_COOKIES } from '../../http/api/identity-contract.ts';
import { feedList } from '../../http/api/status-contract.ts';
import { EXIT_CODES } from '../exit-code.ts';
import type { Machine } from '../machine.ts';
import type { Desk, Question } from './desk.ts';
import { findTerminal, keepTerminal } from './known-terminal.ts';
import { passSignIn } from './pass-sign-in.ts';
import { createServerAsker } from './server-asker.ts';

export interface ServerDeskOptions {
  /** Without a trailing slash. */
  readonly url: string;
  readonly token?: string;
  /** Says to a person why a question is asked. */
  readonly note: (text: string) => void;
}

type AskingMachine = Pick<Machine, 'fetch' | 'canAsk' | 'ask' | 'environment' | 'home'>;

const POLL_MS = 500;
/** After so many looks at a feed that does nothing, its source was as it was. */
const QUIET_POLLS = 10;
const TIMEOUT_MS = 120_000;
const MAX_ANSWER_CHARACTERS = 256 * 1024 * 1024;

/** Signs a person in when something takes one, if there is one to ask; the session ends with the desk. */
export function createServerDesk(machine: AskingMachine, options: ServerDeskOptions): Desk {
  const talk = new Conversation(machine, options);
  return {
    place: { kind: 'server', url: options.url },
    ask: (question) => talk.ask(question),
    bytes: (question) => talk.bytes(question),
    askerOf: (ecosystem) => createServerAsker(machine, { ...options, ecosystem }),
    refreshFeed: (name) => talk.refreshFeed(name),
    close: () => talk.close(),
  };
}

class Conversation {
  readonly #machine: AskingMachine;
  readonly #options: ServerDeskOptions;
  /** What the server gave: a session, and what it knows this terminal by. */
  readonly #cookies = new Map<string, string>();

  constructor(machine: AskingMachine, options: ServerDeskOptions) {
    this.#machine = machine;
    this.#options = options;
  }

  ask<T>(question: Question<T>): Promise<T> {
    return this.#signedIn(async () => {
      const isAnonymous = this.#options.token === undefined && !this.#cookies.has(SIGN_IN_COOKIES.session);
      if (question.tellsPeopleMore === true && isAnonymous && this.#machine.canAsk) await this.#signIn();
      return this.#askOnce(question);
    });
  }

  bytes(question: Question<unknown>): Promise<Uint8Array> {
    return this.#signedIn(async () => {
      const response = await this.#send(question);
      if (!response.ok) throw await readProblem(response);
      return new Uint8Array(await response.arrayBuffer());
    });
  }

  /** Once more after somebody signed in, where it takes that. */
  async #signedIn<T>(once: () => Promise<T>): Promise<T> {
    try {
      return await once();
    } catch (error) {
      if (!(error instanceof GatehouseError) || !(await this.#signInFor(error))) throw error;
      return once();
    }
  }

  /**
   * The server answers at once; then its feeds are looked at until this one has come to an end: well, badly, or (a source
   * that has not changed) without a trace.
   */
  async refreshFeed(name: string): Promise<void> {
    const find = async () => {
      const { items } = await this.ask({ path: '/feeds', answer: feedList });
      return items.find((feed) => feed.name === name);
    };
    const before = await find();
    await this.ask({ method: 'POST', path: `/feeds/${encodeURIComponent(name)}/refresh`, answer: feedList });
    for (let polls = 0; ; polls++) {
      await sleep(POLL_MS);
      const now = await find();
      const isBegun = now?.lastTriedAt !== before?.lastTriedAt;
      const isOver = now?.lastGoodAt !== before?.lastGoodAt || (isBegun && now?.lastError !== undefined);
      if (isOver || (!isBegun && now?.state !== 'loading' && polls >= QUIET_POLLS)) return;
    }
  }

  async close(): Promise<void> {
    if (!this.#cookies.has(SIGN_IN_COOKIES.session)) return;
    // A session that cannot be ended now ends by itself.
    await this.#askOnce({ method: 'DELETE', path: '/session' }).catch(() => undefined);
  }

  /** Whether somebody signed in, so that it is worth asking again. */
  async #signInFor({ code, facts }: GatehouseError): Promise<boolean> {
    const takesPerson =
      code === 'needs-confirmation' ||
      code === 'not-signed-in' ||
      (code === 'not-allowed' && facts['scope'] !== undefined);
    if (!takesPerson || this.#cookies.has(SIGN_IN_COOKIES.session)) return false;
    return this.#signIn();
  }

  async #signIn(): Promise<boolean> {
    if (await this.#hasNobody()) throw nobodyYet(this.#options.url);
    if (!this.#machine.canAsk) return false;
    this.#options.note(`${this.#options.url} wants to know who you are.`);
    const name = await this.#machine.ask('Account: ');
    const password = await this.#machine.ask('Password: ', { isSecret: true });
    const terminal = { url: this.#options.url, account: name };
    const known = findTerminal(this.#machine, terminal);
    if (known !== undefined) this.#cookies.set(SIGN_IN_COOKIES.device, known);
    await passSignIn({
      first: { name, password },
      post: (path, body) => this.#signInStep(path, body),
      ask: (question) => this.#machine.ask(question),
      note: this.#options.note,
    });
    const now = this.#cookies.get(SIGN_IN_COOKIES.device);
    if (now !== undefined && now !== known) keepTerminal(this.#machine, terminal, now);
    return this.#cookies.has(SIGN_IN_COOKIES.session);
  }

  async #signInStep(path: string, body: object): Promise<unknown> {
    const response = await this.#send({ method: 'POST', path, body });
    if (!response.ok) throw withHelp(await readProblem(response));
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';', 1);
      const equals = pair.indexOf('=');
      this.#cookies.set(pair.slice(0, equals), pair.slice(equals + 1));
    }
    return parseJson(await readText(response));
  }

  /** Whether nobody could sign in, since there is no administrator yet. Asked without the token, which may be a wrong one. */
  async #hasNobody(): Promise<boolean> {
    const response = await this.#send({ path: '/session' }, false);
    const found = session.safeParse(tryJson(await response.text().catch(() => '')));
    return found.success && found.data.needsAdministrator;
  }

  async #askOnce<T>(question: Question<T>): Promise<T> {
    const response = await this.#send(question);
    if (!response.ok) throw await readProblem(response);
    const text = await readText(response);
    if (question.answer === undefined) return undefined as T;
    const parsed = question.answer.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw unreadable(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
  }

  async #send({ method = 'GET', path, query, body }: Question<unknown>, withToken = true): Promise<Response> {
    const { url, token } = this.#options;
    const address = new URL(`${url}/api/v1${path}`);
    for (const [key, value] of Object.entries(query ?? {})) {
      if (value !== undefined) address.searchParams.set(key, String(value));
    }
    const headers = new Headers({ accept: 'application/json' });
    if (body !== undefined) headers.set('content-type', 'application/json');
    if (this.#cookies.size > 0) {
      const pairs = [...this.#cookies].map(([name, value]) => `${name}=${value}`);
      headers.set('cookie', pairs.join('; '));
      headers.set('origin', address.origin);
    } else if (token !== undefined && withToken) headers.set('authorization', `Bearer ${token}`);
    try {
      return await this.#machine.fetch(address, {
        method,
        headers,
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (cause) {
      throw new GatehouseError(
        'upstream-unreachable',
        `Cannot reach the server at ${url}: ${describeFailure(cause)}`,
        { cause, facts: { url } },
      );
    }
  }
}

/** Nothing but the link helps then: neither a token nor a password is to be had. */
function nobodyYet(url: string): GatehouseError {
  return new GatehouseError(
    'not-signed-in',
    `Cannot ask ${url}: nobody administers it yet. Its start printed a one-time link (${url}/setup#…): open that, and choose a name and a password`,
    {
      facts: {
        needsAdministrator: true,
        says: 'The link is lost, or older than 24 hours? End the server and start it: it prints another',
        command: 'gatehouse serve',
      },
    },
  );
}

/** Whoever just tried to sign in is not told to try that. */
function withHelp(error: GatehouseError): GatehouseError {
  if (error.code !== 'not-signed-in') return error;
  const says =
    'Run it again, or give an API token with --token or GATEHOUSE_TOKEN. Whoever can sign in mints one';
  const facts = { ...error.facts, says, command: 'gatehouse tokens mint NAME --scope api' };
  return new GatehouseError(error.code, error.message, { cause: error, facts });
}

/** `fetch` hides the reason in the cause. */
function describeFailure(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = (inner as { readonly code?: unknown }).code;
  const text = messageOf(inner);
  return text === '' && typeof code === 'string' ? code : text;
}

async function readText(response: Response): Promise<string> {
  try {
    const text = await response.text();
    if (text.length <= MAX_ANSWER_CHARACTERS) return text;
  } catch (cause) {
    throw new GatehouseError('upstream-unreachable', 'Cannot read the answer of the server: it broke off', {
      cause,
    });
  }
  throw unreadable('found more than 256 MB');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadable('found no JSON', cause);
  }
}

function unreadable(found: string, cause?: unknown): GatehouseError {
  return new GatehouseError(
    'upstream-invalid',
    `Cannot read the answer of the server: ${found}; is it a Gatehouse of this version?`,
    cause === undefined ? {} : { cause },
  );
}

/** The error that the server told, as if it had been thrown here. */
async function readProblem(response: Response): Promise<GatehouseError> {
  const text = await response.text().catch(() => '');
  const parsed = problemSchema.safeParse(tryJson(text));
  if (!parsed.success) {
    return new GatehouseError(
      'upstream-invalid',
      `Cannot ask the server: found status ${response.status}, expected an answer of a Gatehouse`,
    );
  }
  const { code, detail, facts } = parsed.data;
  const known = Object.hasOwn(EXIT_CODES, code) ? (code as ErrorCode) : 'undecided';
  return new GatehouseError(known, detail, { facts: simpleFacts(facts ?? {}) });
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not a problem of ours: told by its status.
    return undefined;
  }
}

function simpleFacts(facts: Readonly<Record<string, unknown>>): GatehouseError['facts'] {
  const kept: Record<string, string | number | boolean | readonly string[]> = {};
  for (const [key, value] of Object.entries(facts)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      kept[key] = value;
    else if (Array.isArray(value) && value.every((one) => typeof one === 'string')) kept[key] = value;
  }
  return kept;
}
