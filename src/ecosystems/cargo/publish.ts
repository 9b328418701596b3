// Publishing to Cargo: the crate that a client sends, withdrawals, and the index of what is published here.

import { GatehouseError } from '../../kernel/errors.ts';
import { stringField } from '../../formats/json.ts';
import type {
  Accepted,
  HostedFacts,
  PublishRules,
  Release,
  Submission,
  Submitted,
} from '../adapter-publish.ts';
import { jsonAnswer } from '../json-answer.ts';
import { assertSameFacts, withoutScheme, type OwnAddresses } from './crate-facts.ts';
import { MANIFEST } from './about.ts';
import { CONFIG_KEY, crateFile } from './download-address.ts';
import { readImported } from './imported-release.ts';
import { INDEX_KEY } from './index-document.ts';
import { writeLine, writeLineWords } from './index-line.ts';
import { readPackagedCrate } from './packaged-crate.ts';
import { readPublishName, readPublishVersion, versionKey } from './publish-names.ts';
import { runsAtBuild } from './runs-at-build.ts';
import { parseOwners, renderPeople } from './owners.ts';
import { parseSentCrate, readSentFacts } from './sent-crate.ts';

/** What cargo prints of a change of owners. */
const TOLD = {
  'add-owners': (name: string) => `may publish ${name} now, and were told so by letter`,
  'remove-owners': (name: string) => `may publish ${name} no more, and were told so by letter`,
} as const;

export const publish: PublishRules = {
  versionKey,
  asksWithoutToken: true,
  keepsSpelling: true,
  read,
  readImported,
  describe,
  // Without `api`: nothing here asks this server for what it says of itself.
  ownDocuments: (registryUrl) =>
    new Map([
      [CONFIG_KEY, Buffer.from(JSON.stringify({ dl: `${registryUrl}/crates/{crate}/{version}/download` }))],
    ]),
  renderAccepted,
  renderPeople,
  runsAtInstall: (_words, paths, documents) => runsAtBuild(documents.get(MANIFEST), paths),
};

async function read(submitted: Submitted): Promise<Submission> {
  const { variant, name, selector } = submitted;
  if (variant === 'new') return { kind: 'release', ...(await readRelease(submitted)) };
  if (name !== undefined && variant === 'add-owners')
    return { kind: 'people', name, add: parseOwners(submitted.body) };
  if (name !== undefined && variant === 'remove-owners')
    return { kind: 'people', name, remove: parseOwners(submitted.body) };
  if (name === undefined || selector === undefined || (variant !== 'yank' && variant !== 'unyank')) {
    throw new GatehouseError('invalid-request', `Cannot ${variant}: the address names no version`);
  }
  const change =
    variant === 'yank'
      ? ({ change: 'yank', version: selector, reason: '' } as const)
      : ({ change: 'unyank', version: selector } as const);
  return { kind: 'changes', name, changes: [change] };
}

async function readRelease({ body, headers, registryUrl }: Submitted): Promise<Release> {
  const own = ownAddresses(registryUrl, headers['host']);
  const { metadata, archive } = parseSentCrate(body);
  const name = readPublishName(stringField(metadata, 'name') ?? '');
  const sent = readSentFacts(metadata, own);
  readPublishVersion(sent.version, sent.name);
  const { facts } = await readPackagedCrate(archive, sent, own);
  assertSameFacts(facts, sent);
  return {
    name,
    spelt: facts.name,
    version: facts.version,
    words: writeLineWords(facts),
    files: [{ file: crateFile(name, facts.version), bytes: archive }],
    warnings: warningsOf(facts),
  };
}

/** The registry's own address, and the one that the request came by: a machine may be known by several names. */
function ownAddresses(registryUrl: string, host: string | undefined): OwnAddresses {
  const own = withoutScheme(registryUrl);
  return host === undefined ? [own] : [own, `${host}${own.slice(own.indexOf('/'))}`];
}

function warningsOf({ dependencies }: Awaited<ReturnType<typeof readPackagedCrate>>['facts']) {
  return dependencies
    .filter(({ requirement, kind }) => requirement === '*' && kind !== 'dev')
    .map(
      ({ name }) =>
        `its dependency ${name} takes any version, so that the next one can break those who build`,
    );
}

function describe(hosted: HostedFacts): ReadonlyMap<string, Uint8Array> {
  const isWithdrawn = hosted.status === 'quarantined';
  const lines = hosted.versions.flatMap((version) => writeLine(version, isWithdrawn) ?? []);
  return new Map([[INDEX_KEY, Buffer.from(lines.map((line) => `${line}\n`).join(''))]]);
}

function renderAccepted({ variant, name, warnings }: Accepted) {
  if (variant === 'add-owners' || variant === 'remove-owners')
    return jsonAnswer({ ok: true, msg: TOLD[variant](name) });
  if (variant !== 'new') return jsonAnswer({ ok: true });
  return jsonAnswer({ warnings: { invalid_categories: [], invalid_badges: [], other: warnings } });
}
