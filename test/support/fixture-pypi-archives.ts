// Wheels and sdists for the Python index fixture.

import { createHash } from 'node:crypto';

import { packTgz, type FileTree } from './tgz.ts';
import { packZip } from './zip.ts';

type Json = Readonly<Record<string, unknown>>;

/** One version to publish. */
export interface PypiRelease {
  /** As written in the metadata; addresses use the normalised form. */
  readonly name: string;
  readonly version: string;
  /** ISO 8601; default 2024-01-01. */
  readonly publishedAt?: string;
  /** Requirement strings (PEP 508). */
  readonly requires?: readonly string[];
  readonly requiresPython?: string;
  /** Default: both. The sdist builds with a backend of its own, so that nothing else is fetched. */
  readonly kinds?: readonly ('wheel' | 'sdist')[];
  /** The reason, or '' for none (PEP 592). */
  readonly yanked?: string;
  readonly license?: string;
  /** Modules beside the package's own, by their path in site-packages. */
  readonly files?: FileTree;
  /** The PEP 740 document of each file. */
  readonly provenance?: Json;
  /** Announce PEP 658 metadata files; default true. */
  readonly metadataFiles?: boolean;
}

/** The normalised name (PEP 503). */
export function normalise(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

/** METADATA or PKG-INFO (the core metadata specification). */
export function coreMetadata(release: PypiRelease): string {
  return [
    'Metadata-Version: 2.1',
    `Name: ${release.name}`,
    `Version: ${release.version}`,
    `Summary: Fixture package ${release.name}`,
    `License: ${release.license ?? 'MIT'}`,
    ...(release.requiresPython === undefined ? [] : [`Requires-Python: ${release.requiresPython}`]),
    ...(release.requires ?? []).map((requirement) => `Requires-Dist: ${requirement}`),
    '',
    `Fixture package ${release.name}.`,
    '',
  ].join('\n');
}

function moduleFiles(key: string, release: PypiRelease): FileTree {
  const module = key.replaceAll('-', '_');
  return { [`${module}/__init__.py`]: `__version__ = "${release.version}"\n`, ...release.files };
}

/** A wheel with METADATA, WHEEL and RECORD (the wheel specification, "File contents"). */
export function packWheel(base: string, key: string, metadata: string, release: PypiRelease): Buffer {
  const info = `${base}.dist-info`;
  const files: Record<string, string | Uint8Array> = {
    ...moduleFiles(key, release),
    [`${info}/METADATA`]: metadata,
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nGenerator: fixture\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
  };
  const record = Object.entries(files).map(([path, content]) => {
    const digest = createHash('sha256').update(content).digest('base64url');
    return `${path},sha256=${digest},${Buffer.byteLength(content)}`;
  });
  files[`${info}/RECORD`] = `${[...record, `${info}/RECORD,,`].join('\n')}\n`;
  return packZip(Object.entries(files).map(([name, content]) => ({ name, content })));
}

/** The build backend (PEP 517) inside each sdist: packs the wheel that lies beside it. */
const BACKEND = `import os, shutil

HERE = os.path.dirname(os.path.abspath(__file__))
WHEEL = [name for name in os.listdir(os.path.join(HERE, "built")) if name.endswith(".whl")][0]

def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    shutil.copy(os.path.join(HERE, "built", WHEEL), wheel_directory)
    return WHEEL

def build_sdist(sdist_directory, config_settings=None):
    raise NotImplementedError("fixture")
`;

/** An sdist that builds without fetching anything. */
export async function packSdist(base: string, metadata: string, release: PypiRelease): Promise<Buffer> {
  const key = normalise(release.name);
  return packTgz(base, {
    'PKG-INFO': metadata,
    'pyproject.toml':
      '[build-system]\nrequires = []\nbuild-backend = "fixture_backend"\nbackend-path = ["."]\n',
    'fixture_backend.py': BACKEND,
    [`built/${base}-py3-none-any.whl`]: packWheel(base, key, metadata, release),
    ...moduleFiles(key, release),
  });
}
