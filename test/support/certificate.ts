// Certificates of our own for servers on loopback, made by the machine's openssl.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

export function skipWithoutOpenssl(): false | string {
  return spawnSync('openssl', ['version']).status === 0 ? false : 'openssl is not installed';
}

/** A self-signed certificate for `name` (`DNS:packages.example`, `IP:127.0.0.1`) and its key; good for two days. */
export function makeCertificate(
  folder: string,
  name: string,
): { readonly tls_cert: string; readonly tls_key: string } {
  mkdirSync(folder, { recursive: true });
  const tls_cert = join(folder, 'cert.pem');
  const tls_key = join(folder, 'key.pem');
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const names = ['-subj', `/CN=${name.split(':')[1] ?? ''}`, '-addext', `subjectAltName=${name}`];
  const kind = ['-addext', 'basicConstraints=critical,CA:FALSE'];
  const files = ['-days', '2', '-keyout', tls_key, '-out', tls_cert];
  const made = spawnSync('openssl', [...request, ...names, ...kind, ...files]);
  assert.equal(made.status, 0, made.stderr.toString());
  return { tls_cert, tls_key };
}
