// How pip, uv and Poetry are pointed here.

import type { ClientRecipe } from '../adapter-client-setup.ts';
import {
  findInsecureHost,
  indexUrl,
  indexUrlWithToken,
  osvUrl,
  TOKEN_USER,
  withoutCredentials,
} from './gate-address.ts';
import { findPipSetting, sectionsWithPipSetting, setPipSetting } from './pip-config.ts';
import { INDEX_NAME, readTomlTables, setTomlIndex } from './toml-index.ts';

const UV_INDEXES = ['index'];
const POETRY_SOURCES = ['tool', 'poetry', 'source'];

/** pip has no configuration of a project. `extra-index-url` is left alone: `doctor` shows that it leads around. */
const pip: ClientRecipe = {
  id: 'pip',
  title: 'pip',
  files: { user: '.config/pip/pip.conf' },
  edit(text, target) {
    const pointed = setInSections(text ?? '', 'index-url', () => indexUrlWithToken(target));
    const host = findInsecureHost(target);
    if (host === undefined) return pointed;
    return setInSections(pointed, 'trusted-host', (current) =>
      [...new Set([...(current?.split(/\s+/) ?? []), host])].join(' ').trim(),
    );
  },
  currentRegistry(text) {
    const url = findPipSetting(text, 'install', 'index-url') ?? findPipSetting(text, 'global', 'index-url');
    return url === undefined ? undefined : withoutCredentials(url);
  },
  snippet(target) {
    const host = findInsecureHost(target);
    return [
      `pip config --user set global.index-url ${indexUrlWithToken(target)}`,
      ...(host === undefined ? [] : [`pip config --user set global.trusted-host ${host}`]),
      `pip-audit --vulnerability-service osv --osv-url ${osvUrl(target)}v1/query`,
      '',
    ].join('\n');
  },
};

/** For every command, and in the sections of single commands that say something else: those go before it. */
function setInSections(text: string, key: string, valueFor: (current: string | undefined) => string): string {
  return [...new Set(['global', ...sectionsWithPipSetting(text, key)])].reduce(
    (edited, section) => setPipSetting(edited, section, key, valueFor(findPipSetting(edited, section, key))),
    text,
  );
}

/** uv keeps addresses in its lock file whatever is configured, but never the token. */
const uv: ClientRecipe = {
  id: 'uv',
  title: 'uv',
  files: { user: '.config/uv/uv.toml', project: 'uv.toml' },
  // Of two defaults uv takes the first: another one is led here.
  edit: (text, target) =>
    setTomlIndex(text ?? '', {
      path: UV_INDEXES,
      url: indexUrlWithToken(target),
      more: ['default = true'],
      hasOurPlace: (table) => table['default'] === true,
    }),
  currentRegistry(text) {
    const indexes = readTomlTables(text, UV_INDEXES);
    const own = indexes.find(({ default: isDefault }) => isDefault === true);
    return typeof own?.['url'] === 'string' ? withoutCredentials(own['url']) : undefined;
  },
  snippet: (target) =>
    [
      `export UV_DEFAULT_INDEX=${indexUrlWithToken(target)}`,
      `uv audit --service-url ${osvUrl(target)}`,
      '',
    ].join('\n'),
};

/** Poetry asks every such source: one that stays beside the gate leads around it. */
function isPrimary({ priority }: Readonly<Record<string, unknown>>): boolean {
  return priority === undefined || priority === 'primary' || priority === 'default';
}

/**
 * Poetry has no index for all projects of a user, and a project's file goes to everybody: so no token is written there,
 * but given to Poetry's own store. A primary source of the project's own keeps its name, which its lock file holds, and
 * leads to the gate.
 */
const poetry: ClientRecipe = {
  id: 'poetry',
  title: 'Poetry',
  files: { project: 'pyproject.toml' },
  edit: (text, target) =>
    setTomlIndex(text ?? '', {
      path: POETRY_SOURCES,
      url: indexUrl(target),
      more: ['priority = "primary"'],
      hasOurPlace: isPrimary,
    }),
  currentRegistry(text) {
    const sources = readTomlTables(text, POETRY_SOURCES).filter(isPrimary);
    const own = sources.find((source) => source['name'] !== INDEX_NAME) ?? sources[0];
    return typeof own?.['url'] === 'string' ? withoutCredentials(own['url']) : undefined;
  },
  snippet: (target) =>
    [
      `poetry source add --priority=primary ${INDEX_NAME} ${indexUrl(target)}`,
      ...(target.token === undefined
        ? []
        : [`poetry config http-basic.${INDEX_NAME} ${TOKEN_USER} ${target.token}`]),
      '',
    ].join('\n'),
};

export const clients: readonly ClientRecipe[] = [pip, uv, poetry];
