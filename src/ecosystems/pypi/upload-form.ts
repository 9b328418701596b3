// The form by which clients upload a file ("Legacy API", PyPA): one file, and what the client says of it.

import { createHash } from 'node:crypto';

import { GatehouseError } from '../../kernel/errors.ts';
import { parseMultipart, textOf, type FormPart } from '../../formats/multipart.ts';
import { isSafeFile } from './simple-page.ts';

/** What is to be published, as its client describes it. */
export interface UploadForm {
  /** The file's name: a safe last part of an address. */
  readonly file: string;
  /** A view of the body. */
  readonly bytes: Uint8Array;
  /** Values by field, in order; what a client leaves empty is not there. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
  readonly hasSignature: boolean;
  readonly hasAttestations: boolean;
}

const CONTENT = 'content';
const SIGNATURE = 'gpg_signature';
const ATTESTATIONS = 'attestations';
const DIGESTS = { sha256_digest: 'sha256', md5_digest: 'md5' } as const;
/** No digest of Node's: held to its form alone, beside one that is computed. */
const BLAKE2 = 'blake2_256_digest';
/** What stands once. Fields of lists stand once for each value. */
const SINGLE = [
  ':action',
  'protocol_version',
  'filetype',
  'name',
  'version',
  'metadata_version',
  'requires_python',
  'license_expression',
  ...Object.keys(DIGESTS),
  BLAKE2,
];

/** Throws `invalid-request` for what is no such form, and where a digest is not that of the file. */
export function parseUploadForm(body: Uint8Array, contentType: string | undefined): UploadForm {
  const parts = parseMultipart(body, contentType);
  const contents = parts.filter(({ name }) => name === CONTENT);
  const [content] = contents;
  if (content?.file === undefined || contents.length > 1) {
    throw invalid('the upload', `it has ${contents.length} files in the field ${CONTENT}, expected one`);
  }
  const { file, bytes } = content;
  if (!isSafeFile(file) || !/^[A-Za-z0-9][A-Za-z0-9._+!-]*$/.test(file)) {
    throw invalid(
      'the upload',
      `its file is called ${JSON.stringify(file.slice(0, 100))}, which is no name of a wheel or sdist`,
    );
  }
  const fields = readFields(parts, file);
  assertAction(fields, file);
  assertDigests(fields, bytes, file);
  return {
    file,
    bytes,
    fields,
    hasSignature: parts.some(({ name }) => name === SIGNATURE),
    hasAttestations: parts.some(({ name }) => name === ATTESTATIONS),
  };
}

function readFields(parts: readonly FormPart[], file: string): UploadForm['fields'] {
  const fields = new Map<string, string[]>();
  for (const part of parts) {
    if (part.file !== undefined || part.name === ATTESTATIONS) continue;
    const value = textOf(part);
    if (value.trim() === '') continue;
    const values = fields.get(part.name);
    if (values === undefined) fields.set(part.name, [value]);
    else values.push(value);
  }
  const twice = SINGLE.find((name) => (fields.get(name) ?? []).length > 1);
  if (twice !== undefined) throw invalid(file, `the form has the field ${twice} twice`);
  return fields;
}

function assertAction(fields: UploadForm['fields'], file: string): void {
  const [action] = fields.get(':action') ?? [];
  if (action !== 'file_upload') {
    throw invalid(
      file,
      `the form asks for ${JSON.stringify(action?.slice(0, 40) ?? 'nothing')}, expected file_upload`,
    );
  }
  const [protocol = '1'] = fields.get('protocol_version') ?? [];
  if (protocol !== '1')
    throw invalid(file, `the form has protocol version ${JSON.stringify(protocol.slice(0, 40))}, expected 1`);
}

function assertDigests(fields: UploadForm['fields'], bytes: Uint8Array, file: string): void {
  let held = 0;
  for (const [field, algorithm] of Object.entries(DIGESTS)) {
    const [declared] = fields.get(field) ?? [];
    if (declared === undefined) continue;
    const found = createHash(algorithm).update(bytes).digest('hex');
    if (declared.trim().toLowerCase() !== found) {
      throw invalid(
        file,
        `its ${algorithm} is ${found}, and ${JSON.stringify(declared.slice(0, 128))} was declared`,
      );
    }
    held += 1;
  }
  const [blake2] = fields.get(BLAKE2) ?? [];
  if (blake2 !== undefined && !/^[0-9a-f]{64}$/i.test(blake2.trim())) {
    throw invalid(
      file,
      `its ${BLAKE2} is ${JSON.stringify(blake2.slice(0, 128))}, expected 64 hexadecimal digits`,
    );
  }
  if (held === 0) throw invalid(file, 'no digest was declared, expected sha256_digest');
}

function invalid(what: string, found: string): GatehouseError {
  return new GatehouseError('invalid-request', `Cannot publish ${what}: ${found}`);
}
