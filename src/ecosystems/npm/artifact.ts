// npm tarballs: which version one belongs to, where it is served, and how its refusal reads.

import type { PackageName } from '../../kernel/package-ref.ts';
import type { RenderedAnswer } from '../adapter-answers.ts';
import type { ArtifactRules } from '../adapter-artifact.ts';
import type { IndexFacts } from '../adapter-index-document.ts';
import { toAscii } from '../held-back.ts';
import { jsonAnswer } from '../json-answer.ts';
import { tarballName } from './manifest-facts.ts';
import { splitScope } from './name.ts';

const SUFFIX = '.tgz';

export const artifacts: ArtifactRules = {
  locate,
  versionOf,
  pathOf: (name, version) => `/${name}/-/${encodeURIComponent(tarballName(name, version))}`,
  contentType: () => 'application/octet-stream',
  renderRefusal: (refusal) => renderError(403, refusal.message),
  renderError,
};

/** Longer ones are of no use on a terminal, and proxies cut them. */
const MAX_PHRASE = 400;
const NPM = /^npm\//;

/**
 * npm prints the body's `error` behind the status line; yarn (classic for files, berry for all) nothing but the status line.
 * pnpm and Bun print the number alone, and the address, which answers the reason to who opens it.
 */
function renderError(status: number, message: string): RenderedAnswer {
  return {
    ...jsonAnswer({ error: message }, status),
    reasonPhrase: toAscii(message).slice(0, MAX_PHRASE),
    bodyReaders: NPM,
  };
}

function versionOf(name: PackageName, file: string): string | undefined {
  const prefix = `${splitScope(name).unscoped}-`;
  if (!file.startsWith(prefix) || !file.endsWith(SUFFIX)) return undefined;
  const version = file.slice(prefix.length, -SUFFIX.length);
  return version === '' ? undefined : version;
}

/** By our own file name, else by the last part of the upstream's address, which need not carry the version. */
function locate(index: IndexFacts, file: string): ReturnType<ArtifactRules['locate']> {
  const version = versionOf(index.name, file);
  const facts =
    index.versions.find((one) => one.version === version) ??
    index.versions.find((one) => one.artifacts.some(({ url }) => lastPart(url) === file));
  const artifact = facts?.artifacts[0];
  return facts === undefined || artifact === undefined ? undefined : { version: facts.version, artifact };
}

function lastPart(url: string): string {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  return path.slice(path.lastIndexOf('/') + 1);
}
