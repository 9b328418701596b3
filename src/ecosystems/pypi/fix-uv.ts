// How uv moves what uv.lock has locked: `uv lock --upgrade-package`, pyproject.toml for the rest.

import { GatehouseError } from '../../kernel/errors.ts';
import { arrayField, objectField, stringField, type JsonObject } from '../../formats/json.ts';
import { replacePlaces } from '../../formats/replace-places.ts';
import { shellWords } from '../../formats/shell-words.ts';
import type { FixFiles, FixMethod, FixSteps, Upgrade } from '../adapter-fix.ts';
import { editToml, parseToml, tomlValue } from '../edit-toml.ts';
import { indexUrlWithToken } from './gate-address.ts';
import { moveSpecifier } from './move-specifier.ts';
import { findAsks, type PyprojectAsk } from './pyproject-asks.ts';
import { readToml } from './read-toml.ts';
import { findRequirement } from './python-requirement.ts';
import { quoteToml } from '../../formats/toml-strings.ts';

const MANIFEST = 'pyproject.toml';
const OVERRIDES = ['tool', 'uv', 'override-dependencies'] as const;

export const uvFix: FixMethod = {
  client: 'uv',
  format: 'uv.lock',
  ways: ['lock', 'require', 'override'],
  companions: (files) => [MANIFEST, ...membersIn(files).map((member) => `${member}/${MANIFEST}`)],
  copy: ({ texts }) => texts,
  environment: (_files, target) => ({
    // Goes before what the project itself says.
    UV_DEFAULT_INDEX: indexUrlWithToken(target),
    // Building a source distribution runs its code.
    UV_NO_BUILD: '1',
    UV_NO_PROGRESS: '1',
    UV_PYTHON_DOWNLOADS: 'never',
  }),
  steps: planSteps,
};

function planSteps(files: FixFiles, upgrades: readonly Upgrade[]): FixSteps {
  const writes = new Map<string, string>();
  const told: string[] = [];
  for (const upgrade of upgrades) {
    if (upgrade.way === 'require') requireIn(files, upgrade, writes, told);
    if (upgrade.way === 'override') overrideIn(files, upgrade, writes, told);
  }
  const packages = upgrades.map(({ name, to }) => (to === undefined ? name : `${name}==${to}`));
  const run = ['lock', ...[...new Set(packages)].flatMap((one) => ['--upgrade-package', one])];
  return { writes, runs: [{ args: run }], commands: [...told, shellWords(['uv', ...run]), 'uv sync'] };
}

function requireIn(
  files: FixFiles,
  { name, to }: Upgrade,
  writes: Map<string, string>,
  told: string[],
): void {
  if (to === undefined) return;
  let isAsked = false;
  for (const [path, original] of files.texts) {
    if (!path.endsWith(MANIFEST)) continue;
    const text = writes.get(path) ?? original;
    const moved = findAsks(text, name).map((ask) => {
      const spec = moveSpecifier(ask.place.value, to);
      if (spec === undefined) throw unsupported(`${path} asks for ${ask.place.value}`);
      return { ask, spec };
    });
    if (moved.length === 0) continue;
    isAsked = true;
    const replacements = moved.map(({ ask: { place }, spec }) => ({
      start: place.start,
      end: place.end,
      text: quoteToml(spec, place.quotes),
    }));
    writes.set(path, replacePlaces(text, replacements));
    for (const { ask, spec } of moved) told.push(shellWords(addCommand(path, ask, spec)));
  }
  if (!isAsked) throw unsupported(`no ${MANIFEST} of the project asks for ${name}`);
}

function addCommand(path: string, { extra, group }: PyprojectAsk, spec: string): readonly string[] {
  const folder = path.slice(0, Math.max(0, path.length - MANIFEST.length - 1));
  return [
    'uv',
    'add',
    '--frozen',
    ...(folder === '' ? [] : ['--project', folder]),
    ...(extra === undefined ? [] : ['--optional', extra]),
    ...(group === undefined ? [] : ['--group', group]),
    spec,
  ];
}

/** A rule over what everybody asks for; one that is there for the package already is moved. */
function overrideIn(
  files: FixFiles,
  { name, to }: Upgrade,
  writes: Map<string, string>,
  told: string[],
): void {
  if (to === undefined) return;
  const text = writes.get(MANIFEST) ?? files.texts.get(MANIFEST);
  if (text === undefined) throw unsupported(`there is no ${MANIFEST} beside uv.lock`);
  const value = tomlValue(parseToml(text, MANIFEST), OVERRIDES);
  const rules = (Array.isArray(value) ? (value as unknown[]) : []).map(String);
  const kept = rules.filter((rule) => findRequirement(rule)?.name !== name);
  const edited = editToml(text, [{ path: OVERRIDES, value: [...kept, `${name}>=${to}`] }], MANIFEST);
  writes.set(MANIFEST, edited);
  told.push(
    `# pyproject.toml, [tool.uv]: override-dependencies = ${JSON.stringify([...kept, `${name}>=${to}`])}`,
  );
}

/** Folders of the workspace beside the lock file's own. */
function membersIn({ lock, texts }: FixFiles): readonly string[] {
  const document: JsonObject = readToml(texts.get(lock) ?? '', lock).value;
  return arrayField(document, 'package').flatMap((one) => {
    const source = objectField(one as JsonObject, 'source') ?? {};
    const folder = stringField(source, 'editable') ?? stringField(source, 'virtual');
    return folder === undefined || folder === '.' ? [] : [folder];
  });
}

function unsupported(because: string): GatehouseError {
  return new GatehouseError('unsupported', `Cannot move it: ${because}`);
}
