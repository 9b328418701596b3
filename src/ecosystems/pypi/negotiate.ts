// Which form of the simple API a request asks for (PEP 691): by `?format=`, else by its Accept header.

/** JSON, HTML under its own media type, and HTML as browsers and old clients know it. */
export const SIMPLE_VARIANTS = ['json', 'html-v1', 'html'] as const;

export type SimpleVariant = (typeof SIMPLE_VARIANTS)[number];

/** The media type in which a variant is sent. */
export const SIMPLE_TYPES: Readonly<Record<SimpleVariant, string>> = {
  json: 'application/vnd.pypi.simple.v1+json',
  'html-v1': 'application/vnd.pypi.simple.v1+html',
  html: 'text/html; charset=utf-8',
};

/** What is asked of an upstream: JSON, since only it has dates and sizes; else HTML. */
export const UPSTREAM_ACCEPT = `${SIMPLE_TYPES.json}, ${SIMPLE_TYPES['html-v1']};q=0.2, text/html;q=0.1`;

const ASKED_TYPES: ReadonlyMap<string, SimpleVariant> = new Map([
  ['application/vnd.pypi.simple.v1+json', 'json'],
  ['application/vnd.pypi.simple.latest+json', 'json'],
  ['application/vnd.pypi.simple.v1+html', 'html-v1'],
  ['application/vnd.pypi.simple.latest+html', 'html-v1'],
  ['text/html', 'html'],
  ['application/*', 'json'],
  ['text/*', 'html'],
  ['*/*', 'html'],
]);

interface Wish {
  readonly variant: SimpleVariant;
  readonly weight: number;
  readonly isWildcard: boolean;
}

/**
 * The variant with the highest weight; of equal weight, one that was named before one that a wildcard covers, then JSON
 * before HTML. HTML where nothing fits, as PEP 691 allows.
 */
export function chooseSimpleVariant(accept: string | undefined, format?: string | null): SimpleVariant {
  const asked = typeof format === 'string' ? ASKED_TYPES.get(format.trim().toLowerCase()) : undefined;
  if (asked !== undefined) return asked;
  const wishes = (accept ?? '').split(',').flatMap(readWish);
  const refused = new Set(wishes.filter(({ weight }) => weight === 0).map(({ variant }) => variant));
  const [best] = wishes
    .filter(({ variant, weight, isWildcard }) => weight > 0 && !(isWildcard && refused.has(variant)))
    .sort(
      (a, b) =>
        b.weight - a.weight ||
        Number(a.isWildcard) - Number(b.isWildcard) ||
        SIMPLE_VARIANTS.indexOf(a.variant) - SIMPLE_VARIANTS.indexOf(b.variant),
    );
  return best?.variant ?? 'html';
}

function readWish(range: string): readonly Wish[] {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  const variant = ASKED_TYPES.get(type);
  if (variant === undefined) return [];
  const quality = parameters.find((parameter) => /^q\s*=/.test(parameter))?.replace(/^q\s*=\s*/, '');
  const weight = quality === undefined ? 1 : Number(quality);
  return [{ variant, weight: weight >= 0 && weight <= 1 ? weight : 0, isWildcard: type.endsWith('*') }];
}
