// Opens the door's own knowledge: passwords, tokens, and who a request is from.

import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

import { MINUTE_MS, type Clock } from '../kernel/clock.ts';
import { DEFAULT_VIEW } from '../governance/current-policies.ts';
import { clientAddress, parseTrustedProxies } from '../http/client-address.ts';
import type { RegistryReader } from '../http/registry-exchange.ts';
import { createLetterLimits } from '../identity/accounts/letter-limits.ts';
import { CHALLENGE_LIMITS, createWindowLimit, FACTOR_LIMITS } from '../identity/factors/window-limit.ts';
import { createAttemptLimit } from '../identity/sessions/attempt-limit.ts';
import { identify } from '../identity/sessions/identify.ts';
import { createPasswordHasher } from '../identity/sessions/password.ts';
import { readerOf, viewOf, type Principal } from '../identity/principal.ts';
import { mayToken, type TokenPlace } from '../identity/tokens/token-actions.ts';
import { createStrayNotes } from '../identity/tokens/stray-tokens.ts';
import { createTokenVerifier, TOKEN_CHANGES, type TokenVerifier } from '../identity/tokens/token-verifier.ts';
import { TOKEN_LIFETIMES } from '../identity/tokens/tokens.ts';
import { createDomainLooks } from '../outbound/dns/domain-looks.ts';
import { readerName } from '../exposure/reader-name.ts';
import type { Config } from './config-schema.ts';
import type { HouseOptions } from './house-options.ts';
import { createLeakedPasswordFile } from '../storage/leaked-password-file.ts';
import { leakedFileOf } from './import-passwords.ts';
import type { NetworkViews } from './network-views.ts';
import type { OpenStorage } from './open-storage.ts';
import { createSecretBox, secretKeyPlace } from './secret-box.ts';
import { letterHeadOf } from './letter-head.ts';

/** What identity's use cases take, and the questions that the front asks. */
export function openIdentity(
  { config, publicUrl, dataDir }: Pick<HouseOptions, 'config' | 'publicUrl' | 'dataDir'>,
  storage: OpenStorage,
  clock: Clock,
  networkViews: NetworkViews,
) {
  const random = (sizeBytes: number) => randomBytes(sizeBytes);
  const proxies = parseTrustedProxies(config.server.trusted_proxies);
  let revision = 0;
  const endSubscription = storage.feed.subscribe([...TOKEN_CHANGES], () => void revision++);
  const { identity, publisherTokens } = storage.stores;
  const deps = {
    identity,
    unit: storage.work,
    clock,
    random,
    letterHead: letterHeadOf(config, publicUrl),
    passwords: createPasswordHasher({ random, leaked: createLeakedPasswordFile(leakedFileOf(dataDir)) }),
    limit: createAttemptLimit({ clock }),
    letterLimits: createLetterLimits({ clock }),
    factorStores: storage.stores,
    box: createSecretBox(secretKeyPlace(config, dataDir), random),
    factorLimit: createWindowLimit({ clock }, FACTOR_LIMITS),
    challengeLimit: createWindowLimit({ clock }, CHALLENGE_LIMITS),
    signUp: config.accounts.sign_up,
    domains: createDomainLooks(config.accounts.dns_servers),
    lifetimes: TOKEN_LIFETIMES,
  };
  const tokens = createTokenVerifier({
    identity,
    publisherTokens,
    unit: storage.work,
    clock,
    revision: () => revision,
    noteStray: createStrayNotes(deps),
  });
  const addressOf = (message: IncomingMessage) =>
    clientAddress(message.socket.remoteAddress, message.headers['x-forwarded-for']?.toString(), proxies);
  const proveFrom = ({ headers }: IncomingMessage, address: string) =>
    identify({ identity, tokens, clock }, { headers, address });
  const viewFor = (principal: Principal, address: string) =>
    viewOf(principal) ?? networkViews(address) ?? DEFAULT_VIEW;
  return {
    deps,
    addressOf,
    principalOf: (message: IncomingMessage) => proveFrom(message, addressOf(message)),
    viewFor,
    readerOf: createReaders(config, addressOf, proveFrom, viewFor),
    ...keepUses(tokens, endSubscription),
  };
}

export type OpenIdentity = ReturnType<typeof openIdentity>;

/** How the registries see a principal. */
function createReaders(
  config: Config,
  addressOf: (message: IncomingMessage) => string,
  proveFrom: (message: IncomingMessage, address: string) => Principal | Promise<Principal>,
  viewFor: (principal: Principal, address: string) => string,
): (
  message: IncomingMessage,
  how?: { readonly isNobody: boolean },
) => RegistryReader | Promise<RegistryReader> {
  const asReader = (principal: Principal, address: string): RegistryReader => ({
    key: readerName(readerOf(principal)),
    principal,
    address,
    view: viewFor(principal, address),
    mayRead: config.access.anonymous_read || principal.kind !== 'nobody',
    ...(principal.kind === 'nobody' ? {} : { account: principal.accountName }),
    ...reachOf(config, principal, { address, view: viewFor(principal, address) }),
  });
  return (message, how) => {
    const address = addressOf(message);
    if (how?.isNobody === true) return asReader({ kind: 'nobody', address }, address);
    const principal = proveFrom(message, address);
    return principal instanceof Promise
      ? principal.then((proven) => asReader(allowed(proven, address), address))
      : asReader(principal, address);
  };
}

/** Whoever must choose another password first reads as somebody who is not signed in. */
function allowed(principal: Principal, address: string): Principal {
  const isHeld = principal.kind === 'person' && principal.mustChangePassword === true;
  return isHeld ? { kind: 'nobody', address } : principal;
}

/** What anybody may read without a token, no token is refused for. */
function reachOf(config: Config, principal: Principal, place: TokenPlace): Pick<RegistryReader, 'mayReadOf'> {
  if (config.access.anonymous_read || principal.kind !== 'token' || principal.packages === undefined)
    return {};
  return { mayReadOf: (ecosystem, name) => mayToken(principal, 'read', { ecosystem, name }, place).may };
}

/** Last uses of tokens are written every minute, and at the end. */
function keepUses(tokens: TokenVerifier, endSubscription: () => void): { close(): Promise<void> } {
  const timer = setInterval(() => {
    // A use that could not be written is written with the next ones.
    tokens.flushUses().catch(() => undefined);
  }, MINUTE_MS).unref();
  return {
    async close() {
      clearInterval(timer);
      endSubscription();
      await tokens.flushUses();
    },
  };
}
