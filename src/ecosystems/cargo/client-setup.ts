// How cargo is pointed here: the default registry is replaced by a registry of ours. Lock files then keep naming the
// default registry, so they install elsewhere too.

import type { ClientRecipe, SetupTarget } from '../adapter-client-setup.ts';
import { editToml, parseToml, tomlValue, type TomlEdit } from '../edit-toml.ts';

const FILE = '.cargo/config.toml';
/** The name under which Cargo configuration knows its default registry. */
const DEFAULT_SOURCE = 'crates-io';
/** Cargo shows it to its user: "location searched: `gatehouse` index". */
const OUR_NAME = 'gatehouse';
const MAX_REPLACEMENTS = 8;
const PROVIDER = ['registries', OUR_NAME, 'credential-provider'] as const;

const cargo: ClientRecipe = {
  id: 'cargo',
  title: 'Cargo',
  files: { user: FILE, project: FILE },
  edit: (text, target) => editToml(text ?? '', editsFor(text ?? '', target), FILE),
  currentRegistry,
  snippet: (target) => `# ~/${FILE}\n${editToml('', editsFor('', target), FILE)}`,
};

export const clients: readonly ClientRecipe[] = [cargo];

function indexAddress({ gateUrl }: SetupTarget): string {
  return `sparse+${gateUrl}/cargo/`;
}

/**
 * The replacement names an entry of `registries`, not of `source`: only so do `cargo info` and `cargo search` take it
 * for a registry. A `source` of the same name would go before it, and is turned here as well.
 */
function editsFor(text: string, target: SetupTarget): readonly TomlEdit[] {
  const address = indexAddress(target);
  const document = parseToml(text, FILE);
  const hasSource = tomlValue(document, ['source', OUR_NAME]) !== undefined;
  return [
    { path: ['source', DEFAULT_SOURCE, 'replace-with'], value: OUR_NAME },
    ...(hasSource ? [{ path: ['source', OUR_NAME, 'registry'], value: address }] : []),
    { path: ['registries', OUR_NAME, 'index'], value: address },
    ...tokenEdits(tomlValue(document, ['registries', OUR_NAME, 'index']) === address, target.token),
    ...(hasProvider(document) ? [] : [{ path: PROVIDER, value: ['cargo:token'] }]),
  ];
}

/** A token for another gate must not be sent to this one. */
function tokenEdits(isSameGate: boolean, token: string | undefined): readonly TomlEdit[] {
  if (token === undefined && isSameGate) return [];
  return [{ path: ['registries', OUR_NAME, 'token'], value: token }];
}

/**
 * Where reading takes a token, cargo asks for a provider that keeps it, and `cargo login` alone does not help. The one that its user
 * chose stays.
 */
function hasProvider(document: ReturnType<typeof parseToml>): boolean {
  const places = [PROVIDER, ['registry', 'global-credential-providers']];
  return places.some((path) => tomlValue(document, path) !== undefined);
}

/** The address that stands for the default registry, without `sparse+`. */
function currentRegistry(text: string): string | undefined {
  const document = parseToml(text, FILE);
  let source: string = DEFAULT_SOURCE;
  for (let hop = 0; hop < MAX_REPLACEMENTS; hop++) {
    const next = tomlValue(document, ['source', source, 'replace-with']);
    if (typeof next !== 'string') break;
    source = next;
  }
  if (source === DEFAULT_SOURCE) return undefined;
  const address =
    tomlValue(document, ['source', source, 'registry']) ??
    tomlValue(document, ['registries', source, 'index']);
  return typeof address === 'string' ? address.replace(/^sparse\+/, '') : undefined;
}
