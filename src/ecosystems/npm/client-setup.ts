// How npm, pnpm, yarn (classic and berry) and bun are pointed here.

import { GatehouseError } from '../../kernel/errors.ts';
import type { ClientRecipe, SetupTarget } from '../adapter-client-setup.ts';
import { setLine } from '../set-line.ts';
import { addToYamlList, setYamlKey } from './yaml-keys.ts';

/** The registry's address as npm's clients write it, with its slash. */
function registryOf({ gateUrl }: SetupTarget): string {
  return `${gateUrl}/npm/`;
}

/** npm's key for a credential: the address without its scheme. */
function credentialKey(target: SetupTarget): string {
  return `${registryOf(target).replace(/^https?:/, '')}:_authToken`;
}

function iniKey(line: string): string | undefined {
  const equals = line.indexOf('=');
  const key = line.slice(0, Math.max(0, equals)).trim();
  return key === '' || key.startsWith('#') || key.startsWith(';') ? undefined : key;
}

function setIni(text: string, key: string, value: string): string {
  return setLine(text, `${key}=${value}`, (line) => iniKey(line) === key);
}

/** Of a key that stands twice, npm takes the last. */
function iniValue(text: string, key: string): string | undefined {
  const line = text.split(/\r?\n/).findLast((one) => iniKey(one) === key);
  return line?.slice(line.indexOf('=') + 1).trim();
}

/** Keys that keep addresses out of package-lock.json, and lead those of other registries here. */
const NPM_LOCK_KEYS = [
  ['omit-lockfile-registry-resolved', 'true'],
  ['replace-registry-host', 'always'],
] as const;

function editNpmrc(text: string | undefined, target: SetupTarget, isNpm: boolean): string {
  let edited = setIni(text ?? '', 'registry', registryOf(target));
  if (target.token !== undefined) edited = setIni(edited, credentialKey(target), target.token);
  if (isNpm) for (const [key, value] of NPM_LOCK_KEYS) edited = setIni(edited, key, value);
  return edited;
}

const npmClient: ClientRecipe = {
  id: 'npm',
  title: 'npm',
  files: { user: '.npmrc', project: '.npmrc' },
  edit: (text, target) => editNpmrc(text, target, true),
  currentRegistry: (text) => iniValue(text, 'registry'),
  snippet: (target) =>
    [
      `npm config set registry ${registryOf(target)}`,
      ...NPM_LOCK_KEYS.map(([key, value]) => `npm config set ${key} ${value}`),
    ].join('\n'),
};

const pnpmClient: ClientRecipe = {
  id: 'pnpm',
  title: 'pnpm',
  files: { user: '.npmrc', project: '.npmrc' },
  edit: (text, target) => editNpmrc(text, target, false),
  currentRegistry: (text) => iniValue(text, 'registry'),
  snippet: (target) => `pnpm config set registry ${registryOf(target)}`,
};

/** Classic writes `key "value"` lines; its own file goes before .npmrc. */
const yarnClassic: ClientRecipe = {
  id: 'yarn-classic',
  title: 'Yarn 1 (classic)',
  files: { user: '.yarnrc', project: '.yarnrc' },
  edit: (text, target) =>
    setLine(text ?? '', `registry "${registryOf(target)}"`, (line) => /^registry\s/.test(line)),
  currentRegistry: (text) => {
    // Of a key that stands twice, yarn takes the last.
    const line = text.split(/\r?\n/).findLast((one) => /^registry[ \t]/.test(one)) ?? '';
    return /^registry[ \t]+"?([^"\s]+)/.exec(line)?.[1];
  },
  snippet: (target) => `yarn config set registry ${registryOf(target)}`,
};

/** Berry refuses plain http unless the host is listed. */
const yarnBerry: ClientRecipe = {
  id: 'yarn',
  title: 'Yarn 2 and newer (berry)',
  files: { user: '.yarnrc.yml', project: '.yarnrc.yml' },
  edit: (text, target) => {
    // oxlint-disable-next-line no-control-regex -- control characters are what YAML refuses
    if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text ?? '')) {
      throw new GatehouseError(
        'invalid-document',
        'Cannot edit .yarnrc.yml: found a control character, which YAML does not allow',
      );
    }
    let edited = setYamlKey(text ?? '', 'npmRegistryServer', JSON.stringify(registryOf(target)));
    if (target.gateUrl.startsWith('http:')) {
      const host = new URL(target.gateUrl).hostname;
      edited = addToYamlList(edited, 'unsafeHttpWhitelist', host);
    }
    if (target.token === undefined) return edited;
    return setYamlKey(
      setYamlKey(edited, 'npmAuthToken', JSON.stringify(target.token)),
      'npmAlwaysAuth',
      'true',
    );
  },
  currentRegistry: (text) => /(?:^|\n)npmRegistryServer:[ \t]+['"]?([^'"\s]+)/.exec(text)?.[1],
  snippet: (target) => {
    const host = new URL(target.gateUrl).hostname;
    const allowHttp = target.gateUrl.startsWith('http:')
      ? [`yarn config set unsafeHttpWhitelist --json '["${host}"]'`]
      : [];
    return [`yarn config set npmRegistryServer ${registryOf(target)}`, ...allowHttp].join('\n');
  },
};

const INSTALL_TABLE = /^\s*\[install\]\s*(?:#.*)?$/;

/** Where bunfig.toml says `[install]`, and the line within that table, before whatever follows, that names the registry. */
function findBunRegistry(lines: readonly string[]): { readonly table: number; readonly registry: number } {
  const table = lines.findIndex((one) => INSTALL_TABLE.test(one));
  const next = lines.findIndex((one, at) => at > table && /^\s*\[/.test(one));
  const registry = lines.findIndex(
    (one, at) => table >= 0 && at > table && (next < 0 || at < next) && /^\s*registry\s*=/.test(one),
  );
  return { table, registry };
}

function editBunfig(text: string, target: SetupTarget): string {
  const value =
    target.token === undefined
      ? JSON.stringify(registryOf(target))
      : `{ url = ${JSON.stringify(registryOf(target))}, token = ${JSON.stringify(target.token)} }`;
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  const line = `registry = ${value}`;
  const lines = text.split(/\r?\n/);
  const { table, registry } = findBunRegistry(lines);
  if (table < 0) {
    const gap = text === '' || text.endsWith('\n') ? '' : ending;
    return `${text}${gap}[install]${ending}${line}${ending}`;
  }
  // Lines end as the first one does; a file that mixes endings keeps the others where they stand.
  const kept = text.split('\n');
  if (registry < 0) kept.splice(table + 1, 0, ending === '\n' ? line : `${line}\r`);
  else kept[registry] = kept[registry]?.endsWith('\r') === true ? `${line}\r` : line;
  return kept.join('\n');
}

function readBunfig(text: string): string | undefined {
  const lines = text.split(/\r?\n/);
  const line = lines[findBunRegistry(lines).registry] ?? '';
  return /^\s*registry\s*=\s*(?:\{[^}]*\burl\s*=\s*)?["']([^"']+)["']/.exec(line)?.[1];
}

const bunClient: ClientRecipe = {
  id: 'bun',
  title: 'Bun',
  files: { user: '.bunfig.toml', project: 'bunfig.toml' },
  edit: (text, target) => editBunfig(text ?? '', target),
  currentRegistry: readBunfig,
  snippet: (target) => `# bunfig.toml\n${editBunfig('', target).trimEnd()}`,
};

export const clients: readonly ClientRecipe[] = [npmClient, pnpmClient, yarnClassic, yarnBerry, bunClient];
