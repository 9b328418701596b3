// Words and addresses of outsiders about their packages, made fit to be shown: bounded, on one line, http or https alone.

import { escapeControl, messageOf } from '../kernel/errors.ts';
import { isObject, stringField } from '../formats/json.ts';
import type { PackageName } from '../kernel/package-ref.ts';
import type { AboutPackage, AboutDocuments, AboutPerson, FundingLink, Told } from './adapter-about.ts';
import type { VersionNeeds } from './adapter-dependencies.ts';

const MAX_WORDS = 500;
const MAX_NAME = 200;
const MAX_TYPE = 40;
const MAX_ADDRESS = 2_000;
const MAX_PEOPLE = 100;
const MAX_LINKS = 20;
/** What is looked at before it is cut, so that a megabyte of blanks costs nothing. */
const LOOKED_AT = 4;

/** Services that serve the same path by git and for people. */
const CODE_HOSTS = /^(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|git\.sr\.ht)$/;
const SHORT_HOSTS: Readonly<Record<string, string>> = {
  github: 'github.com',
  gitlab: 'gitlab.com',
  bitbucket: 'bitbucket.org',
};

/** Text on one line, cut at `most` characters; undefined for what is no text, or blank. */
export function words(raw: unknown, most: number = MAX_WORDS): string | undefined {
  if (typeof raw !== 'string') return undefined;
  const line = raw
    .slice(0, LOOKED_AT * most)
    .toWellFormed()
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (line === '') return undefined;
  return escapeControl(line.length > most ? `${line.slice(0, most - 1).toWellFormed()}…` : line);
}

/** A name of a person or a service. */
export function personName(raw: unknown): string | undefined {
  return words(raw, MAX_NAME);
}

/** An http or https address in one spelling, without credentials; undefined for anything else. */
export function webAddress(raw: unknown): string | undefined {
  if (typeof raw !== 'string' || raw.length > MAX_ADDRESS) return undefined;
  const text = raw.trim();
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  url.username = '';
  url.password = '';
  return url.hostname === '' || url.href.length > MAX_ADDRESS ? undefined : url.href;
}

/** Where people look at a repository: `git+https://…`, `git@github.com:o/r.git`, `github:o/r` lead to pages as well. */
export function repositoryAddress(raw: unknown): string | undefined {
  if (typeof raw !== 'string' || raw.length > MAX_ADDRESS) return undefined;
  const text = raw.trim().replace(/^(?:scm:)?(?:git|svn|hg):(?=[a-z+]+:\/\/|[\w.-]+@)/i, '');
  const [, kind, short] = /^(?:(github|gitlab|bitbucket):)?([\w.-]+\/[\w.-]+)$/i.exec(text) ?? [];
  if (short !== undefined) {
    return webAddress(
      `https://${SHORT_HOSTS[(kind ?? 'github').toLowerCase()]}/${short.replace(/\.git$/, '')}`,
    );
  }
  const plain = text.replace(/^git\+(?=https?:)/i, '');
  const page = webAddress(plain);
  // Where the name stands in a query, it is part of the page's address.
  if (page !== undefined) return page.includes('?') ? page : page.replace(/\.git(?=#|$)/, '');
  const [, host = '', path = ''] =
    /^(?:(?:git\+)?(?:ssh|git):\/\/)?(?:[\w.-]+@)?([\w.-]+)[:/]+([\w./~-]+)/i.exec(plain) ?? [];
  if (!CODE_HOSTS.test(host.toLowerCase())) return undefined;
  return webAddress(`https://${host}/${path.replace(/\.git$/, '')}`);
}

/** `value`, or that the place for it is empty. */
export function toldOr<T>(value: T | undefined): Told<T> {
  return value === undefined ? { state: 'empty' } : { state: 'told', value };
}

/** The address that `read` makes of what stands there; what stands there and is none is not known. */
export function toldAddress(
  raw: unknown,
  read: (raw: unknown) => string | undefined = webAddress,
): Told<string> {
  const value = read(raw);
  if (value !== undefined) return { state: 'told', value };
  const found = words(raw, MAX_NAME);
  return found === undefined
    ? { state: 'empty' }
    : { state: 'unknown', why: `what stands there is no web address: ${found}` };
}

/** The first that says something; else the first that is not known; else the first. */
export function firstTold<T>(first: Told<T>, ...others: readonly Told<T>[]): Told<T> {
  const all = [first, ...others];
  return all.find(({ state }) => state === 'told') ?? all.find(({ state }) => state === 'unknown') ?? first;
}

/** People, each of them once under each of their roles. */
export function toldPeople(people: Iterable<AboutPerson | undefined>): Told<readonly AboutPerson[]> {
  const found = new Map<string, AboutPerson>();
  for (const person of people) {
    if (found.size >= MAX_PEOPLE) break;
    if (person !== undefined) found.set(`${person.called}\n${person.name}`, person);
  }
  return found.size === 0 ? { state: 'empty' } : { state: 'told', value: [...found.values()] };
}

/** A person as JSON documents write one: `Name <mail> (address)`, or an object. */
export function readPerson(raw: unknown, called: string): AboutPerson | undefined {
  if (typeof raw === 'string') {
    const [, written, url] = /^([^<(]*)(?:<[^>]*>)?\s*(?:\(([^)]*)\))?/.exec(raw.slice(0, MAX_ADDRESS)) ?? [];
    return person(called, written, url);
  }
  if (!isObject(raw)) return undefined;
  return person(called, stringField(raw, 'name'), stringField(raw, 'url') ?? stringField(raw, 'homepage'));
}

/** Undefined without a name. A name that is an address of mail is cut before its host. */
export function person(called: string, rawName: unknown, rawUrl?: unknown): AboutPerson | undefined {
  const name = personName(rawName)?.replace(/^([^\s@]+)@[^\s@]+\.[^\s@]+$/, '$1');
  const url = webAddress(rawUrl);
  return name === undefined ? undefined : { called, name, ...(url === undefined ? {} : { url }) };
}

/** Links that people may follow, each address once; of what stands there and is none, that it is not known. */
export function toldFunding(
  links: readonly { readonly url: unknown; readonly type?: unknown }[],
): Told<readonly FundingLink[]> {
  const found = new Map<string, FundingLink>();
  for (const { url: raw, type: rawType } of links.slice(0, LOOKED_AT * MAX_LINKS)) {
    const url = webAddress(raw);
    const type = words(rawType, MAX_TYPE);
    if (url === undefined || found.has(url) || found.size >= MAX_LINKS) continue;
    found.set(url, { url, ...(type === undefined ? {} : { type }) });
  }
  if (found.size > 0) return { state: 'told', value: [...found.values()] };
  return links.length === 0
    ? { state: 'empty' }
    : { state: 'unknown', why: 'what stands there holds no web address' };
}

/** What a version needs, as the reader of dependencies tells it. */
export function toldNeeds(read: () => VersionNeeds | undefined): Told<readonly PackageName[]> {
  try {
    const found = read();
    if (found === undefined) return { state: 'unknown', why: 'the documents at hand do not say it' };
    return { state: 'told', value: found.needs.map(({ name }) => name) };
  } catch (error) {
    return unreadable(error);
  }
}

/** What is said where the document of that key could not be had. */
export function unknownFor<T>({ missing }: AboutDocuments, key: string, what: string): Told<T> {
  return { state: 'unknown', why: missing.get(key) ?? `${what} is not at hand` };
}

/** A package of which nothing can be told, and why. */
export function unknownAbout(source: string, unknown: Told<never>): AboutPackage {
  return {
    source,
    description: unknown,
    homepage: unknown,
    repository: unknown,
    issues: unknown,
    licence: unknown,
    people: unknown,
    funding: unknown,
    needs: unknown,
  };
}

/** What is said where a document is there and cannot be read. */
export function unreadable<T>(error: unknown): Told<T> {
  return { state: 'unknown', why: messageOf(error).slice(0, MAX_WORDS) };
}
