// Keeps a reader whose token is bound to packages to them.

import type { RegistryRequest } from '../ecosystems/adapter-routes.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import { GatehouseError } from '../kernel/errors.ts';
import type { PackageName } from '../kernel/package-ref.ts';
import type { RegistryReader } from './registry-exchange.ts';

/** Throws `not-allowed` when a request is about a package, or about all of them, that the reader's token does not cover. */
export function assertReach(reader: RegistryReader, ecosystem: Ecosystem, request: RegistryRequest): void {
  if (reader.mayReadOf === undefined) return;
  const about = subjectOf(request);
  if (about === 'none') return;
  if (about !== 'many' && reader.mayReadOf(ecosystem, about.name)) return;
  const what = about === 'many' ? 'this, which is about many packages' : `${ecosystem}:${about.name}`;
  throw new GatehouseError('not-allowed', `Cannot read ${what}: the token is bound to other packages`, {
    facts: { bound: 'package' },
  });
}

function subjectOf(request: RegistryRequest): { readonly name: PackageName } | 'many' | 'none' {
  switch (request.kind) {
    case 'index':
    case 'artifact':
    case 'checksum':
    case 'people':
      return { name: request.name };
    case 'passthrough': {
      const name = request.name ?? request.reservedAs;
      return name === undefined ? 'many' : { name };
    }
    case 'search':
      return 'many';
    case 'answer':
      return request.answer === 'names' ? 'many' : 'none';
    // Advisories are public, a redirect tells a spelling, and what would write is refused by its own rules.
    case 'audit':
    case 'advisory':
    case 'redirect':
    case 'page':
    case 'submit':
    case 'sign-in':
    case 'deployment':
    case 'staged':
    case 'govern':
    case 'publisher-configs':
    case 'write':
      return 'none';
  }
}
