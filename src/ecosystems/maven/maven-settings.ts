// settings.xml: one mirror for whatever repository a build names, and the credential that goes with it.

import { GatehouseError } from '../../kernel/errors.ts';
import type { ClientRecipe, SetupTarget } from '../adapter-client-setup.ts';
import { replacePlaces, type Replacement } from '../../formats/replace-places.ts';
import { escapeXml, readXmlElements, type XmlElement } from './xml-elements.ts';

const LIMITS = { maxLength: 8 * 1024 * 1024, maxDepth: 64, code: 'invalid-document' } as const;
const OUR_ID = 'gatehouse';
/** Beside a mirror of others that names `central` exactly, ours must do so as well, and stand first. */
const OUR_CENTRAL_ID = 'gatehouse-central';
const CENTRAL = 'central';
/** Every repository but those in files and on the machine itself. */
const ELSEWHERE = 'external:*';

export const mavenClient: ClientRecipe = {
  id: 'mvn',
  title: 'Maven',
  files: { user: '.m2/settings.xml' },
  edit: editSettings,
  currentRegistry: findCentral,
  snippet: (target) => `<!-- ~/.m2/settings.xml -->\n${editSettings(undefined, target)}`,
};

/** The address as Maven is told it. */
export function repositoryOf({ gateUrl }: SetupTarget): string {
  return `${gateUrl}/maven/`;
}

/** A mirror or a server in the file. */
interface Entry {
  readonly element: XmlElement;
  field(name: string): string | undefined;
}

class Settings {
  readonly text: string;
  readonly #elements: readonly XmlElement[];

  constructor(text: string) {
    this.text = text;
    this.#elements = readXmlElements(text, 'settings.xml', LIMITS);
  }

  find(path: string): XmlElement | undefined {
    return this.#elements.find((element) => element.path === path);
  }

  entries(path: string): readonly Entry[] {
    return this.#elements
      .filter((element) => element.path === path)
      .map((element) => ({
        element,
        field: (name) =>
          this.#elements.find(
            ({ path: child, start }) =>
              child === `${path}/${name}` && start >= element.start && start < element.end,
          )?.text,
      }));
  }

  get mirrors(): readonly Entry[] {
    return this.entries('settings/mirrors/mirror');
  }
}

const NEW_FILE = `<?xml version="1.0" encoding="UTF-8"?>\n<settings>\n</settings>\n`;

function editSettings(text: string | undefined, target: SetupTarget): string {
  const given = text === undefined || text.trim() === '' ? NEW_FILE : text;
  const isCentralTaken = new Settings(given).mirrors.some(
    (mirror) => mirror.field('mirrorOf') === CENTRAL && mirror.field('id') !== OUR_CENTRAL_ID,
  );
  let edited = setEntry(given, 'mirrors', 'mirror', mirrorFields(target, OUR_ID, ELSEWHERE));
  if (isCentralTaken) {
    edited = setEntry(edited, 'mirrors', 'mirror', mirrorFields(target, OUR_CENTRAL_ID, CENTRAL));
  }
  if (target.token === undefined) return edited;
  edited = setEntry(edited, 'servers', 'server', serverFields(target.token, OUR_ID));
  if (!isCentralTaken) return edited;
  return setEntry(edited, 'servers', 'server', serverFields(target.token, OUR_CENTRAL_ID));
}

type Fields = readonly (readonly [name: string, value: string])[];

function mirrorFields(target: SetupTarget, id: string, mirrorOf: string): Fields {
  return [
    ['id', id],
    ['mirrorOf', mirrorOf],
    ['url', repositoryOf(target)],
  ];
}

function serverFields(token: string, id: string): Fields {
  return [
    ['id', id],
    ['username', 'token'],
    ['password', token],
  ];
}

/** Writes the entry with the id of `fields` in its place, or as the first of its list: the first mirror that fits wins. */
function setEntry(text: string, list: string, item: string, fields: Fields): string {
  const settings = new Settings(text);
  const id = fields[0]?.[1];
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = [
    `<${item}>`,
    ...fields.map(([name, value]) => `  <${name}>${escapeXml(value)}</${name}>`),
    `</${item}>`,
  ];
  const body = lines.join(`${newline}    `);
  const own = settings.entries(`settings/${list}/${item}`).find((entry) => entry.field('id') === id);
  if (own !== undefined) return replacePlaces(text, [{ ...rangeOf(own.element), text: body }]);
  const parent = settings.find(`settings/${list}`);
  if (parent !== undefined) return insertFirst(text, parent, `${newline}    ${body}`, `${newline}  `);
  const root = settings.find('settings');
  if (root === undefined) {
    throw new GatehouseError(
      'invalid-document',
      'Cannot edit settings.xml: expected the outermost element to be settings',
    );
  }
  const whole = `  <${list}>${newline}    ${body}${newline}  </${list}>${newline}`;
  return insertLast(text, root, whole, newline);
}

function rangeOf({ start, end }: XmlElement): Omit<Replacement, 'text'> {
  return { start, end };
}

/** `tail` stands before the closing tag of a list that was empty. */
function insertFirst(text: string, parent: XmlElement, inner: string, tail: string): string {
  if (parent.innerStart === parent.end) return openUp(text, parent, `${inner}${tail}`);
  const isEmpty = text.slice(parent.innerStart, parent.innerEnd).trim() === '';
  const end = isEmpty ? parent.innerEnd : parent.innerStart;
  return replacePlaces(text, [{ start: parent.innerStart, end, text: isEmpty ? `${inner}${tail}` : inner }]);
}

function insertLast(text: string, parent: XmlElement, inner: string, newline: string): string {
  if (parent.innerStart === parent.end) return openUp(text, parent, `${newline}${inner}`);
  const gap = text.charAt(parent.innerEnd - 1) === '\n' ? '' : newline;
  return replacePlaces(text, [{ start: parent.innerEnd, end: parent.innerEnd, text: `${gap}${inner}` }]);
}

/** Turns an empty-element tag into one with content. */
function openUp(text: string, element: XmlElement, inner: string): string {
  const tag = text.slice(element.start, element.end).replace(/\s*\/>$/, '>');
  const name = element.path.slice(element.path.lastIndexOf('/') + 1);
  return replacePlaces(text, [{ ...rangeOf(element), text: `${tag}${inner}</${name}>` }]);
}

/** The address that `central` is taken from: a mirror that names it exactly goes before patterns, else the first that fits. */
function findCentral(text: string): string | undefined {
  const { mirrors } = new Settings(text);
  const exact = mirrors.find((mirror) => mirror.field('mirrorOf') === CENTRAL);
  const chosen = exact ?? mirrors.find((mirror) => coversCentral(mirror.field('mirrorOf') ?? ''));
  return chosen?.field('url');
}

/** Maven's rule for a list of patterns: an exclusion wins, else any that fits. */
function coversCentral(mirrorOf: string): boolean {
  const patterns = mirrorOf.split(',').map((pattern) => pattern.trim());
  if (patterns.includes(`!${CENTRAL}`)) return false;
  return patterns.some((pattern) => pattern === CENTRAL || pattern === '*' || pattern === ELSEWHERE);
}
