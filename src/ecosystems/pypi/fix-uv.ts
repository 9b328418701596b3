// How uv moves what uv.lock has locked: `uv lock --upgrade-package`, pyproject.toml for the rest.

import { arrayField, objectField, stringField, type JsonObject } from '../../formats/json.ts';
import { shellWords } from '../../formats/shell-words.ts';
import type { FixFiles, FixMethod, FixSteps, Upgrade } from '../adapter-fix.ts';
import { editToml, parseToml, tomlValue } from '../edit-toml.ts';
import {
  cannotMove,
  moveManifests,
  moveStrings,
  type ExactUpgrade,
  type Manifest,
  type ManifestWords,
  type MovedManifest,
} from '../move-manifests.ts';
import { indexUrlWithToken } from './gate-address.ts';
import { moveSpecifier } from './move-specifier.ts';
import { findAsks, type PyprojectAsk } from './pyproject-asks.ts';
import { readToml } from './read-toml.ts';
import { findRequirement } from './python-requirement.ts';

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
  const { writes, told } = moveManifests(files, upgrades, WORDS);
  const packages = upgrades.map(({ name, to }) => (to === undefined ? name : `${name}==${to}`));
  const run = ['lock', ...[...new Set(packages)].flatMap((one) => ['--upgrade-package', one])];
  return { writes, runs: [{ args: run }], commands: [...told, shellWords(['uv', ...run]), 'uv sync'] };
}

const WORDS: ManifestWords = { manifest: MANIFEST, require: requireIn, override: overrideIn };

function requireIn({ path, text }: Manifest, { name, to }: ExactUpgrade): MovedManifest | undefined {
  const moved = findAsks(text, name).map((ask) => {
    const value = moveSpecifier(ask.place.value, to);
    if (value === undefined) throw cannotMove(`${path} asks for ${ask.place.value}`);
    return { ...ask, value };
  });
  if (moved.length === 0) return undefined;
  const told = moved.map((one) => shellWords(addCommand(path, one, one.value)));
  return { text: moveStrings(text, moved), told };
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
function overrideIn({ path, text }: Manifest, { name, to }: ExactUpgrade): MovedManifest {
  const value = tomlValue(parseToml(text, path), OVERRIDES);
  const rules = (Array.isArray(value) ? (value as unknown[]) : []).map(String);
  const kept = rules.filter((rule) => findRequirement(rule)?.name !== name);
  const all = [...kept, `${name}>=${to}`];
  return {
    text: editToml(text, [{ path: OVERRIDES, value: all }], path),
    told: [`# ${path}, [tool.uv]: override-dependencies = ${JSON.stringify(all)}`],
  };
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
