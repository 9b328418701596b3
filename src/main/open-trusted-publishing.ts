// Puts trusted publishing together, as it is configured.

import { NAMESPACE_RULES } from '../ecosystems/namespace-rules.ts';
import { createAllowance } from '../identity/accounts/allowance.ts';
import { EXCHANGES_WITHIN_MS } from '../identity/trusted-publishing/exchange-identity.ts';
import { createIssuerKeys } from '../identity/trusted-publishing/issuer-keys.ts';
import {
  parseIssuerDescription,
  parseIssuerKeys,
} from '../identity/trusted-publishing/parse-issuer-documents.ts';
import type { FetchIssuerKeys } from '../identity/trusted-publishing/trusted-publishing-ports.ts';
import type { TrustedDeps } from '../identity/trusted-publishing/trusted-unit.ts';
import type { IdentityDeps } from '../identity/unit.ts';
import { DAY_MS, SECOND_MS } from '../kernel/clock.ts';
import { expectOk } from '../outbound/expect-ok.ts';
import type { Fetcher } from '../outbound/fetcher.ts';
import { readAll } from '../outbound/read-all.ts';
import type { HouseOptions } from './house-options.ts';
import type { OpenStorage } from './open-storage.ts';
import { issuersOf } from './trusted-issuers.ts';

/** Descriptions and key sets are some kilobytes. */
const MAX_DOCUMENT_BYTES = 256 * 1024;
const ANSWER_WITHIN_MS = 5 * SECOND_MS;
/** One address may stand for all the runners of a provider. */
const EXCHANGES = 600;

export function openTrustedPublishing(
  { config, publicUrl }: Pick<HouseOptions, 'config' | 'publicUrl'>,
  storage: OpenStorage,
  fetcher: Pick<Fetcher, 'get'>,
  { clock, random, letterHead }: Pick<IdentityDeps, 'clock' | 'random' | 'letterHead'>,
): TrustedDeps {
  return {
    clock,
    random,
    letterHead,
    publicUrl,
    unit: storage.work,
    stores: storage.stores,
    namespaceRules: NAMESPACE_RULES,
    issuers: issuersOf(config.trusted_publishing),
    keys: createIssuerKeys({ clock }, createKeyFetch(fetcher)),
    exchanges: createAllowance({ clock }, { most: EXCHANGES, withinMs: EXCHANGES_WITHIN_MS }),
    warnings: createAllowance({ clock }, { most: 1, withinMs: DAY_MS }),
  };
}

/** The name under which the way out knows an issuer of the configuration. */
export function trustedOrigin(name: string): string {
  return `trusted:${name}`;
}

/** By the same door as everything outside: what an issuer's description leads to must be public, or configured. */
function createKeyFetch(fetcher: Pick<Fetcher, 'get'>): FetchIssuerKeys {
  const read = async (url: string): Promise<string> => {
    const limits = { maxBytes: MAX_DOCUMENT_BYTES, timeoutMs: ANSWER_WITHIN_MS };
    const answer = expectOk(await fetcher.get({ url, accept: 'application/json', ...limits }));
    return (await readAll(answer)).toString('utf8');
  };
  return async (issuer) => {
    // OpenID Connect Discovery 1.0, section 4: behind the whole address, without its last slash.
    const description = await read(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
    return parseIssuerKeys(await read(parseIssuerDescription(description, issuer)), issuer);
  };
}
