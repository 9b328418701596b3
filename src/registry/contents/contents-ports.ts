// What finding out what is inside of versions takes: where it is kept, and who reads it.

import type { PackageRef } from '../../kernel/package-ref.ts';
import type { FileOfPackage } from '../../ecosystems/adapter-dependencies.ts';
import type { Words } from '../../ecosystems/adapter-publish.ts';
import type { ReleaseContents } from './release-contents.ts';

/** What was found in a version, and in which of its files. */
export interface KeptContents extends PackageRef {
  /** `PublishRules.versionKey` of it. */
  readonly key: string;
  /** Of the files that were looked into, and of what looked: another one says that they are to be looked into again. */
  readonly basis: string;
  readonly contents: ReleaseContents;
}

export interface ContentsStore {
  find(ref: PackageRef, key: string): Promise<KeptContents | undefined>;
  /** Inserts or replaces by (ecosystem, name, key). */
  save(kept: KeptContents): Promise<void>;
}

export interface ContentsStores {
  readonly contents: ContentsStore;
}

/** A version, and the bytes of its files. */
export interface ContentsQuestion {
  readonly ref: PackageRef;
  readonly version: string;
  readonly words: Words;
  /** What `describe` writes of this version alone. */
  readonly documents: ReadonlyMap<string, Uint8Array>;
  readonly files: readonly { readonly file: string; readonly bytes: Uint8Array }[];
  /** Files of other packages that its own lean on, as far as they are at hand. */
  readonly beside: readonly (FileOfPackage & { readonly bytes: Uint8Array })[];
  /** What is known already not to be looked into, and why: sentences. */
  readonly gaps: readonly string[];
}

export interface ContentsReader {
  /** Away from the event loop. Throws `undecided` when it ended meanwhile, and nothing for what is in the files. */
  read(question: ContentsQuestion): Promise<ReleaseContents>;
}
