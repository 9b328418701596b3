// The formats in which a version is told as a bill of materials.

/** As `gatehouse scan --format` calls them: CycloneDX 1.6 and 1.7, SPDX 2.3 and 3.0. */
export const BILL_FORMATS = ['cyclonedx', 'cyclonedx-1.7', 'spdx', 'spdx3'] as const;

export type BillFormatName = (typeof BILL_FORMATS)[number];

export interface BillMedia {
  /** As an answer says it (IANA; the version is a parameter). */
  readonly contentType: string;
  /** What a file of it ends in. */
  readonly suffix: string;
}

export const BILL_MEDIA: Readonly<Record<BillFormatName, BillMedia>> = {
  cyclonedx: { contentType: 'application/vnd.cyclonedx+json; version=1.6', suffix: '.cdx.json' },
  'cyclonedx-1.7': { contentType: 'application/vnd.cyclonedx+json; version=1.7', suffix: '.cdx-1.7.json' },
  spdx: { contentType: 'application/spdx+json; version=2.3', suffix: '.spdx.json' },
  spdx3: { contentType: 'application/spdx+json; version=3.0', suffix: '.spdx3.json' },
};

const DEFAULT: BillFormatName = 'cyclonedx';
const MAX_WISHES = 20;

/** The first format that `Accept` takes, by its weights (RFC 9110, section 12.5.1); undefined: it takes none. */
export function chooseBillFormat(accept: string | undefined): BillFormatName | undefined {
  if (accept === undefined || accept.trim() === '') return DEFAULT;
  const wishes = accept
    .slice(0, 1_000)
    .split(',', MAX_WISHES)
    .map(readWish)
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { type, version } of wishes) {
    const found = formatOf(type, version);
    if (found !== undefined) return found;
  }
  return undefined;
}

function readWish(part: string): {
  readonly type: string;
  readonly version?: string;
  readonly weight: number;
} {
  const [type = '', ...parameters] = part.split(';').map((one) => one.trim().toLowerCase());
  const valueOf = (name: string) =>
    parameters
      .find((one) => one.startsWith(`${name}=`))
      ?.slice(name.length + 1)
      .replaceAll('"', '');
  const version = valueOf('version');
  const weight = Number(valueOf('q') ?? 1);
  return { type, ...(version === undefined ? {} : { version }), weight: Number.isNaN(weight) ? 0 : weight };
}

function formatOf(type: string, version: string | undefined): BillFormatName | undefined {
  switch (type) {
    case 'application/vnd.cyclonedx+json':
      return version === undefined || version === '1.6'
        ? DEFAULT
        : version === '1.7'
          ? 'cyclonedx-1.7'
          : undefined;
    case 'application/spdx+json':
      if (version === undefined || version === '2.3') return 'spdx';
      return /^3\.0(?:\.\d)?$/.test(version) ? 'spdx3' : undefined;
    case 'application/ld+json':
      return 'spdx3';
    case 'application/json':
    case 'application/*':
    case '*/*':
      return DEFAULT;
    default:
      return undefined;
  }
}
