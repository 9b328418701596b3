// What `cargo publish` sends, written for tests: the metadata, and a crate as `cargo package` writes it.

import { packTgz, type FileTree } from './tgz.ts';

export interface CrateWish {
  readonly name?: string;
  readonly version?: string;
  /** Below `[package]` of its Cargo.toml, and after it. */
  readonly package?: string;
  readonly toml?: string;
  /** Fields of the metadata, over the usual ones. */
  readonly metadata?: object;
  /** The whole Cargo.toml, where it is another one. */
  readonly manifest?: string;
  /** The folder in the archive. */
  readonly folder?: string;
  readonly files?: FileTree;
  readonly archive?: Uint8Array;
}

/** The body of a request to publish. */
export async function crateBody(wish: CrateWish = {}): Promise<Buffer> {
  const { name = 'tide-pool', version = '1.0.0' } = wish;
  const manifest =
    wish.manifest ??
    `[package]\nname = "${name}"\nversion = "${version}"\nedition = "2021"\n${wish.package ?? ''}\n${wish.toml ?? ''}`;
  const archive =
    wish.archive ??
    (await packTgz(wish.folder ?? `${name}-${version}`, {
      'Cargo.toml': manifest,
      'Cargo.toml.orig': manifest,
      'src/lib.rs': 'pub fn one() -> u8 { 1 }\n',
      ...wish.files,
    }));
  const metadata = {
    name,
    vers: version,
    deps: [],
    features: {},
    authors: [],
    description: 'Of the sea',
    license: 'MIT',
    links: null,
    rust_version: null,
    ...wish.metadata,
  };
  return joinParts(Buffer.from(JSON.stringify(metadata)), archive);
}

/** Each with its length before it. */
export function joinParts(...parts: readonly Uint8Array[]): Buffer {
  return Buffer.concat(parts.flatMap((part) => [lengthOf(part.byteLength), part]));
}

function lengthOf(size: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(size);
  return bytes;
}

/** A dependency as cargo sends it. */
export function sentDependency(name: string, version_req: string, more: object = {}): object {
  return {
    name,
    version_req,
    features: [],
    optional: false,
    default_features: true,
    target: null,
    kind: 'normal',
    registry: null,
    ...more,
  };
}
