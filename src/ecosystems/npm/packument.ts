// A packument, found in its bytes: its manifests are parsed one by one, since together they may be a hundred megabytes.

import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import { isObject, type JsonObject } from '../../formats/json.ts';
import { parseSlice, sliceJson, type JsonMembers } from '../../formats/json-slices.ts';

const LIMITS = { maxBytes: 512 * 1024 * 1024, maxDepth: 64, open: ['versions'] };
const NO_MEMBERS: JsonMembers = new Map();

export class Packument {
  readonly name: PackageName;
  readonly #bytes: Uint8Array;
  readonly #members: JsonMembers;
  readonly #manifests: JsonMembers;

  /** Finds the parts; proves that the document is of `name`, and nothing else. Throws `invalid-document`, `upstream-invalid`. */
  constructor(bytes: Uint8Array, name: PackageName) {
    this.name = name;
    this.#bytes = bytes;
    this.#members = sliceJson(bytes, `the packument of ${name}`, LIMITS).members;
    this.#manifests = this.#members.get('versions')?.members ?? NO_MEMBERS;
    const ownName = this.field('name');
    if (ownName !== name) {
      throw new GatehouseError(
        'upstream-invalid',
        `Cannot read the packument of ${name}: found the name ${JSON.stringify(ownName)?.slice(0, 100)}`,
      );
    }
  }

  get sizeBytes(): number {
    return this.#bytes.byteLength;
  }

  /** The names of its fields, in the document's order. */
  fields(): Iterable<string> {
    return this.#members.keys();
  }

  /** The versions in the document's order. */
  versions(): Iterable<string> {
    return this.#manifests.keys();
  }

  hasVersion(version: string): boolean {
    return this.#manifests.has(version);
  }

  /** The value of a field; undefined when there is none. Throws `invalid-document`. Not for `versions`, which is large. */
  field(name: string): unknown {
    const slice = this.#members.get(name);
    return slice === undefined
      ? undefined
      : parseSlice(this.#bytes, slice, `${JSON.stringify(name)} in the packument of ${this.name}`);
  }

  /** The value of a field that is an object; empty otherwise. */
  objectField(name: string): JsonObject {
    const value = this.field(name);
    return isObject(value) ? value : {};
  }

  /** What stands for a version, which need not be an object. Throws `invalid-document`. */
  manifest(version: string): unknown {
    const slice = this.#manifests.get(version);
    return slice === undefined
      ? undefined
      : parseSlice(this.#bytes, slice, `version ${JSON.stringify(version)} in the packument of ${this.name}`);
  }

  /** Proves all that `manifest` does not: a document whose manifests were all parsed is valid then. Throws `invalid-document`. */
  assertFieldsValid(): void {
    for (const [name, { members }] of this.#members) if (members === undefined) this.field(name);
  }
}
