// CycloneDX written as XML, in the shape that it has as JSON: what reads and judges the one then reads and judges the other.
// Only the parts that are read or judged are taken over; another part is there as an empty object.

import type { JsonObject } from '../json.ts';
import type { XmlNode } from '../xml-tree.ts';
import { faultOf } from './place.ts';

/** What becomes of an element: its value, given the node. */
type Taken = (node: XmlNode, lines: Lines) => unknown;
type Lines = WeakMap<object, number>;

interface Shape {
  readonly attributes?: readonly string[];
  /** Elements that may stand there once. */
  readonly once?: Readonly<Record<string, () => Taken>>;
  /** Elements that may stand there several times without one around them, and the list that they go into. */
  readonly each?: Readonly<Record<string, readonly [list: string, take: () => Taken]>>;
  /** The name under which its own text is. */
  readonly text?: string;
}

const text = (): Taken => (node) => node.text;

function object(shape: Shape): Taken {
  return (node, lines) => {
    const made = Object.create(null) as Record<string, unknown>;
    lines.set(made, node.line);
    for (const name of shape.attributes ?? []) {
      const value = node.attributes.get(name);
      if (value !== undefined) made[name] = value;
    }
    if (shape.text !== undefined) made[shape.text] = node.text;
    for (const child of node.children) takeChild(made, child, node, { shape, lines });
    return made;
  };
}

function takeChild(
  made: Record<string, unknown>,
  child: XmlNode,
  parent: XmlNode,
  { shape, lines }: { readonly shape: Shape; readonly lines: Lines },
): void {
  // What is of another namespace is an extension.
  if (child.namespace !== parent.namespace) return;
  const { name } = child;
  const each = shape.each !== undefined && Object.hasOwn(shape.each, name) ? shape.each[name] : undefined;
  if (each !== undefined) {
    const [list, take] = each;
    const items = (made[list] ??= []) as unknown[];
    if (items.length === 0) lines.set(items, child.line);
    items.push(take()(child, lines));
    return;
  }
  const take = shape.once !== undefined && Object.hasOwn(shape.once, name) ? shape.once[name] : undefined;
  if (take === undefined) {
    if (!isList(shape, name)) made[name] ??= {};
    return;
  }
  if (made[name] !== undefined) {
    const document = { lineOf: () => child.line };
    throw faultOf(document, child, `another <${name}> in <${parent.name}>`, 'one');
  }
  made[name] = take()(child, lines);
}

/** Whether repeated elements go into a list of that name, which no element itself may claim. */
function isList({ each }: Shape, name: string): boolean {
  return Object.values(each ?? {}).some(([list]) => list === name);
}

/** The elements of one name within a list of them. */
function list(item: string, take: () => Taken): () => Taken {
  return lists({ [item]: take });
}

function lists(items: Readonly<Record<string, () => Taken>>): () => Taken {
  return () => (node, lines) => {
    const made: unknown[] = [];
    lines.set(made, node.line);
    for (const child of node.children) {
      if (child.namespace !== node.namespace || !Object.hasOwn(items, child.name)) continue;
      made.push(items[child.name]?.()(child, lines));
    }
    return made;
  };
}

/** The element's object as the only field of another one: `<license>` in a list is `{license: {…}}`. */
function wrapped(name: string, take: Taken): () => Taken {
  return () => (node, lines) => {
    const made = Object.create(null) as Record<string, unknown>;
    lines.set(made, node.line);
    made[name] = take(node, lines);
    const acknowledgement = node.attributes.get('acknowledgement');
    if (acknowledgement !== undefined && typeof made[name] === 'string')
      made['acknowledgement'] = acknowledgement;
    return made;
  };
}

const properties = list('property', () => object({ attributes: ['name'], text: 'value' }));

const licence = object({
  attributes: ['bom-ref', 'acknowledgement'],
  once: {
    id: text,
    name: text,
    text: () => object({ attributes: ['encoding'], text: 'content' }),
    properties,
  },
});

const licences = lists({
  license: wrapped('license', licence),
  expression: wrapped('expression', text()),
  'expression-detailed': () => object({ attributes: ['expression', 'acknowledgement'] }),
});

const patch = object({
  attributes: ['type'],
  once: { resolves: list('issue', () => object({ attributes: ['type'] })) },
});

const componentShape: Shape = {
  attributes: ['type', 'bom-ref', 'isExternal'],
  once: {
    group: text,
    name: text,
    version: text,
    versionRange: text,
    scope: text,
    purl: text,
    hashes: list('hash', () => object({ attributes: ['alg'], text: 'content' })),
    licenses: licences,
    swid: () => object({ attributes: ['tagId', 'name'] }),
    pedigree: () => object({ once: { patches: list('patch', () => patch) } }),
    components: list('component', () => component),
    properties,
  },
};
const component: Taken = object(componentShape);

const serviceShape: Shape = {
  attributes: ['bom-ref'],
  once: {
    name: text,
    data: list('classification', () => object({ attributes: ['flow'], text: 'classification' })),
    licenses: licences,
    services: list('service', () => service),
    properties,
  },
};
const service: Taken = object(serviceShape);

const ref = (): Taken => (node) => node.attributes.get('ref') ?? '';

const analysis = object({
  once: {
    state: text,
    justification: text,
    responses: list('response', text),
    detail: text,
    firstIssued: text,
    lastUpdated: text,
  },
});

const target = object({
  once: {
    ref: text,
    versions: list('version', () => object({ once: { version: text, range: text, status: text } })),
  },
});

const vulnerability = object({
  attributes: ['bom-ref'],
  once: {
    id: text,
    references: list('reference', () => object({ once: { id: text } })),
    recommendation: text,
    workaround: text,
    analysis: () => analysis,
    affects: list('target', () => target),
  },
});

const named = (): Taken => object({ once: { name: text } });

const bom = object({
  attributes: ['serialNumber', 'version'],
  once: {
    metadata: () =>
      object({
        once: {
          timestamp: text,
          authors: list('author', named),
          supplier: named,
          manufacturer: named,
          manufacture: named,
          component: () => component,
          licenses: licences,
          properties,
        },
      }),
    components: list('component', () => component),
    services: list('service', () => service),
    dependencies: list('dependency', () =>
      object({ attributes: ['ref'], each: { dependency: ['dependsOn', ref] } }),
    ),
    citations: list('citation', () =>
      object({
        once: {
          pointers: list('pointer', text),
          expressions: list('expression', text),
          attributedTo: text,
          process: text,
        },
      }),
    ),
    vulnerabilities: list('vulnerability', () => vulnerability),
    properties,
  },
});

/** The JSON that says the same, and the lines of its parts. Throws `invalid-document`. */
export function shapeOfXml(root: XmlNode): {
  readonly value: JsonObject;
  readonly lineOf: (part: object) => number | undefined;
} {
  const lines: Lines = new WeakMap();
  const value = bom(root, lines) as JsonObject;
  return { value, lineOf: (part) => lines.get(part) };
}
