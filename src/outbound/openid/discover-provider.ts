// What a provider says of itself, held to what the operator said of it.

import type { Configuration, ServerMetadata } from 'openid-client';

import { GatehouseError, isGatehouseError } from '../../kernel/errors.ts';
import type { FetchFunction } from '../fetch-function.ts';

/** A provider, as it is asked. */
export interface OpenIdProvider {
  readonly name: string;
  /** Compared with what it calls itself letter by letter. */
  readonly issuer: string;
  readonly clientId: string;
  /** A secret. */
  readonly clientSecret: string;
  readonly scopes: readonly string[];
}

/** Signatures that are believed. Neither `none`, nor one made with the client's secret. */
export const SIGNING_ALGORITHMS: readonly string[] = ['RS256', 'ES256'];
const CLOCK_TOLERANCE_SECONDS = 60;

/** Asks for the description and makes of it what the library takes. Throws what fetching throws, and `upstream-invalid`. */
export async function discoverProvider(
  provider: OpenIdProvider,
  fetch: FetchFunction,
): Promise<Configuration> {
  const library = await import('openid-client');
  const isPlain = provider.issuer.startsWith('http:');
  const execute = isPlain ? [library.allowInsecureRequests] : [];
  const options = { [library.customFetch]: fetch as typeof globalThis.fetch & FetchFunction, execute };
  const found = await library
    .discovery(new URL(provider.issuer), provider.clientId, undefined, undefined, options)
    .catch((cause: unknown) => {
      if (isGatehouseError(cause)) throw cause;
      throw invalid(provider, 'its description of itself cannot be read', cause);
    });
  const metadata = checkMetadata(provider, found.serverMetadata());
  const methods = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  const authenticate = methods.includes('client_secret_basic')
    ? library.ClientSecretBasic(provider.clientSecret)
    : library.ClientSecretPost(provider.clientSecret);
  const configuration = new library.Configuration(
    metadata,
    provider.clientId,
    { [library.clockTolerance]: CLOCK_TOLERANCE_SECONDS },
    authenticate,
  );
  configuration[library.customFetch] = fetch;
  if (isPlain) library.allowInsecureRequests(configuration);
  // Without it the library believes an ID token for the connection that it came by, whoever signed it.
  library.enableNonRepudiationChecks(configuration);
  return configuration;
}

/** The library lets two makers of providers call themselves otherwise than they are asked for; here none may. */
function checkMetadata(provider: OpenIdProvider, raw: ServerMetadata): ServerMetadata {
  // What the library hangs on it beside the document stays behind.
  const metadata = JSON.parse(JSON.stringify(raw)) as ServerMetadata;
  if (metadata.issuer !== provider.issuer) {
    throw invalid(provider, `found an issuer of another name, expected exactly ${provider.issuer}`);
  }
  const { origin } = new URL(provider.issuer);
  for (const key of ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const) {
    const url = URL.parse(metadata[key] ?? '');
    if (url === null || (url.protocol !== 'https:' && url.origin !== origin)) {
      throw invalid(provider, `found no https address as its ${key}`);
    }
  }
  const offered = metadata.id_token_signing_alg_values_supported ?? ['RS256'];
  const believed = offered.filter((algorithm) => SIGNING_ALGORITHMS.includes(algorithm));
  if (believed.length === 0) {
    throw invalid(provider, `it signs by none of ${SIGNING_ALGORITHMS.join(', ')}`);
  }
  return { ...metadata, id_token_signing_alg_values_supported: believed };
}

function invalid({ name, issuer }: OpenIdProvider, found: string, cause?: unknown): GatehouseError {
  return new GatehouseError('upstream-invalid', `Cannot sign in by the provider ${name}: ${found}`, {
    facts: { host: new URL(issuer).host },
    cause,
  });
}
