// A metadata document as a view shows it: offered versions only, archives from here, and what is known to be wrong.

import type { PackageName } from '../../kernel/package-ref.ts';
import { isOffered, verdictOf, type PackageDecision } from '../../kernel/verdict.ts';
import { arrayField, field, isObject, objectField, type JsonObject } from '../../formats/json.ts';
import type { IndexView, RenderedIndex } from '../adapter-index-document.ts';
import { describeHeldBack } from '../held-back.ts';
import { listAdvisories, listMalware } from './advisories.ts';
import { distPath } from './dist-file.ts';
import type { Metadata, Release } from './metadata.ts';
import { MINIFIED, minifyVersions } from './minified.ts';
import { isYanked } from './release-facts.ts';
import { versions as order } from './version.ts';

/**
 * What is hidden or blocked is left out, so that ranges resolve elsewhere; `infos` and `warnings` say what and why, which
 * Composer prints when it reads the document. A package of which nothing is left keeps its name with an empty list: it is
 * known here, and no repository of lower priority may stand in for it.
 */
export function renderMetadata(metadata: Metadata, name: PackageName, view: IndexView): RenderedIndex {
  const decision = decisionAbout(metadata, view.decision);
  const offered = metadata.releases.filter(({ version, document }) => {
    const verdict = decision.versions.get(version);
    return verdict !== undefined && isOffered(verdict) && !isYanked(document);
  });
  const document = {
    ...metadata.rest,
    packages: { [name]: minifyVersions(offered.map((release) => renderRelease(release, name, view))) },
    minified: MINIFIED,
    'security-advisories': mergeAdvisories(metadata.rest, name, view),
    ...mergeFilter(metadata.rest, name, view),
    ...addMessages(metadata, name, view, decision),
  };
  return { body: Buffer.from(JSON.stringify(document)), contentType: 'application/json', headers: {} };
}

/** The decision about the versions of this document; a version without a verdict is left out. */
function decisionAbout({ releases }: Metadata, decision: PackageDecision): PackageDecision {
  const versions = releases.flatMap(({ version }) =>
    decision.versions.has(version) || decision.name.action === 'block'
      ? [[version, verdictOf(decision, version)] as const]
      : [],
  );
  return { ...decision, versions: new Map(versions) };
}

/**
 * The archive comes from here, its reference and checksum stay. Left out is what would lead around: mirrors, the
 * repository of source code, and the address to which installs are announced.
 */
function renderRelease({ document, dist }: Release, name: PackageName, view: IndexView): JsonObject {
  const { source: _source, 'notification-url': _notificationUrl, ...kept } = document;
  if (dist === undefined) return kept;
  const { mirrors: _mirrors, ...keptDist } = objectField(document, 'dist') ?? {};
  return { ...kept, dist: { ...keptDist, url: `${view.registryUrl}${distPath(name, dist.file)}` } };
}

/** Ours, then those of the upstream's that ours do not know. */
function mergeAdvisories(rest: JsonObject, name: PackageName, view: IndexView): readonly unknown[] {
  const own = listAdvisories(name, view.statements);
  const known = new Set(
    view.statements.flatMap((statement) =>
      statement.kind === 'advisory'
        ? [statement.details.recordId, ...statement.details.aliases]
        : statement.kind === 'malware'
          ? [statement.details.recordId]
          : [],
    ),
  );
  const theirs = arrayField(rest, 'security-advisories').filter(
    (one) =>
      isObject(one) &&
      ![field(one, 'advisoryId'), field(one, 'cve')].some((id) => typeof id === 'string' && known.has(id)),
  );
  return [...own, ...theirs];
}

function mergeFilter(rest: JsonObject, name: PackageName, view: IndexView): { readonly filter?: JsonObject } {
  const own = listMalware(name, view.statements);
  const lists = objectField(rest, 'filter') ?? {};
  if (own.length === 0) return {};
  const known = new Set<unknown>(own.map(({ id }) => id));
  const theirs = arrayField(lists, 'malware').filter((one) => isObject(one) && !known.has(field(one, 'id')));
  return { filter: { ...lists, malware: [...own, ...theirs] } };
}

/** `infos` where versions are hidden, `warnings` where one is blocked; beside those of the upstream. */
function addMessages(
  { rest, unservable }: Metadata,
  name: PackageName,
  view: IndexView,
  decision: PackageDecision,
): JsonObject {
  const held = describeHeldBack(name, decision, order, view.pageUrl());
  const isBlocked = [...decision.versions.values()].some(({ action }) => action === 'block');
  const left =
    unservable.length === 0
      ? undefined
      : `Gatehouse leaves out ${unservable.length === 1 ? 'a version' : `${unservable.length} versions`} of ${name} of which the upstream has no archive`;
  const warnings = isBlocked ? [held] : [];
  const infos = isBlocked ? [left] : [held, left];
  return { ...addTo(rest, 'warnings', warnings), ...addTo(rest, 'infos', infos) };
}

/** Composer 2.2 and newer; `versions` are Composer's own. */
function addTo(
  rest: JsonObject,
  key: 'warnings' | 'infos',
  messages: readonly (string | undefined)[],
): JsonObject {
  const own = messages.flatMap((message) => (message === undefined ? [] : [{ message, versions: '*' }]));
  return own.length === 0 ? {} : { [key]: [...arrayField(rest, key), ...own] };
}
