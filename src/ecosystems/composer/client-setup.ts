// How Composer is pointed here: a repository of the gate's, and the default one switched off.

import type { ClientRecipe, SetupTarget } from '../adapter-client-setup.ts';
import { appendElement, replaceSpan, setJsonMember } from './edit-json.ts';
import { findMember, readJsonSpans, type JsonSpan } from '../../formats/json-spans.ts';

const WHAT = "Composer's configuration";
const KEY = 'gatehouse';
/** Composer's own short name of the repository that it asks unless told otherwise. */
const DEFAULT_REPOSITORY = 'packagist';
const TYPE = 'composer';
const PATH = '/composer';

const composerClient: ClientRecipe = {
  id: 'composer',
  title: 'Composer',
  files: { user: '.config/composer/config.json', project: 'composer.json' },
  edit,
  currentRegistry,
  snippet,
};

export const clients: readonly ClientRecipe[] = [composerClient];

/** Throws `invalid-document` for a file that is no JSON object. */
function edit(text: string | undefined, target: SetupTarget): string {
  const isEmpty = text === undefined || text.trim() === '';
  let edited = setRepositories(isEmpty ? '{}\n' : text, repositoryOf(target));
  if (target.gateUrl.startsWith('http:')) {
    edited = setJsonMember(edited, ['config', 'secure-http'], false, WHAT);
  }
  if (target.token === undefined) return edited;
  return setJsonMember(edited, ['config', 'bearer', hostOf(target)], target.token, WHAT);
}

function repositoryOf({ gateUrl }: SetupTarget): object {
  return { type: TYPE, url: `${gateUrl}${PATH}` };
}

/** Composer keys credentials by host, with the port where the address has one. */
function hostOf({ gateUrl }: SetupTarget): string {
  return new URL(gateUrl).host;
}

/** `repositories` may be an object by name, or a list. */
function setRepositories(text: string, repository: object): string {
  const repositories = findMember(readJsonSpans(text, WHAT), 'repositories')?.value;
  if (repositories?.kind === 'array' && repositories.members.length > 0) return setInList(text, repository);
  const named = repositories?.kind === 'object' ? text : setJsonMember(text, ['repositories'], {}, WHAT);
  const withGate = setJsonMember(named, ['repositories', KEY], repository, WHAT);
  return setJsonMember(withGate, ['repositories', DEFAULT_REPOSITORY], false, WHAT);
}

function setInList(text: string, repository: object): string {
  const own = listOf(text).members.find(({ value }) => isGate(text, value));
  const withGate =
    own === undefined
      ? appendElement(text, listOf(text), 1, repository)
      : replaceSpan(text, own.value, 1, repository);
  const isOff = listOf(withGate).members.some(
    ({ value }) => parseSpan(withGate, value)[DEFAULT_REPOSITORY] === false,
  );
  return isOff ? withGate : appendElement(withGate, listOf(withGate), 1, { [DEFAULT_REPOSITORY]: false });
}

function listOf(text: string): JsonSpan {
  const span = readJsonSpans(text, WHAT);
  return findMember(span, 'repositories')?.value ?? span;
}

function parseSpan(text: string, span: JsonSpan): Readonly<Record<string, unknown>> {
  if (span.kind !== 'object') return {};
  return JSON.parse(text.slice(span.start, span.end)) as Record<string, unknown>;
}

/** Whether a repository is one that an earlier `edit` wrote, perhaps with the gate's former address. */
function isGate(text: string, span: JsonSpan): boolean {
  const url = gateUrlOf(parseSpan(text, span));
  return url !== undefined && new URL(url).pathname === PATH;
}

function gateUrlOf(repository: Readonly<Record<string, unknown>>): string | undefined {
  const { type, url } = repository;
  return type === TYPE && typeof url === 'string' && URL.canParse(url) ? url : undefined;
}

/** The gate's entry, else the first repository of Composer's own kind. */
function currentRegistry(text: string): string | undefined {
  const repositories = findMember(readJsonSpans(text, WHAT), 'repositories')?.value;
  if (repositories === undefined) return undefined;
  const gate = repositories.members.find(({ value }) => isGate(text, value)) ?? findMember(repositories, KEY);
  const found = gate === undefined ? repositories.members : [gate, ...repositories.members];
  return found.map(({ value }) => gateUrlOf(parseSpan(text, value))).find((url) => url !== undefined);
}

function snippet(target: SetupTarget): string {
  const lines = [
    `composer config --global repositories.${KEY} ${TYPE} ${target.gateUrl}${PATH}`,
    `composer config --global repositories.${DEFAULT_REPOSITORY} false`,
  ];
  if (target.gateUrl.startsWith('http:')) lines.push('composer config --global secure-http false');
  if (target.token !== undefined) {
    lines.push(`composer config --global --auth bearer.${hostOf(target)} ${target.token}`);
  }
  return lines.join('\n');
}
