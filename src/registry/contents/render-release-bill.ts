// A version that is published here as a document of CycloneDX or SPDX. The same version makes the same document, byte for byte: its
// id is made of what it tells, and its time is that of the publish.

import { createHash } from 'node:crypto';

import { formatInstant } from '../../kernel/clock.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import { renderCycloneDx } from '../../formats/cyclonedx/write-cyclonedx.ts';
import { renderSpdx2 } from '../../formats/spdx/write-version-2.ts';
import { renderSpdx3 } from '../../formats/spdx/write-version-3.ts';
import { billOfRelease, type BillPlace } from './bill-of-release.ts';
import type { BillFormatName } from './bill-formats.ts';
import type { VersionContents } from './contents-of.ts';
import { CONTENTS_GENERATOR } from './release-contents.ts';

const TOOL = { name: 'gatehouse', version: `contents-${CONTENTS_GENERATOR}` };

/** The document, to be written as JSON. */
export function renderReleaseBill(
  place: BillPlace,
  ref: PackageRef,
  found: VersionContents,
  format: BillFormatName,
): object {
  const { version, files, contents } = found;
  const published = Math.max(version.publishedAt, ...files.map(({ row }) => row.publishedAt));
  const digests = files.map(({ record }) => record.sha256);
  const told = [format, TOOL.version, ref.ecosystem, ref.name, version.version, published, digests, contents];
  const facts = { uuid: uuidOf(JSON.stringify(told)), time: formatInstant(published), tool: TOOL };
  return render(billOfRelease(place, ref, found), facts, format);
}

function render(
  bill: ReturnType<typeof billOfRelease>,
  facts: Parameters<typeof renderSpdx2>[1],
  format: BillFormatName,
): object {
  switch (format) {
    case 'cyclonedx':
      return renderCycloneDx(bill, { ...facts, version: '1.6', vulnerabilities: [] });
    case 'cyclonedx-1.7':
      return renderCycloneDx(bill, { ...facts, version: '1.7', vulnerabilities: [] });
    case 'spdx':
      return renderSpdx2(bill, facts);
    case 'spdx3':
      return renderSpdx3(bill, facts);
  }
}

/** A name-based one (RFC 9562, version 8): the digits of a digest, with the version and the variant in their places. */
function uuidOf(text: string): string {
  const digits = createHash('sha256').update(text).digest('hex');
  const variant = ((Number.parseInt(digits[16] ?? '0', 16) & 0x3) | 0x8).toString(16);
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `8${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}
