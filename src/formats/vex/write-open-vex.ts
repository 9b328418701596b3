// Writes OpenVEX 0.2.0 (github.com/openvex/spec).

import type { VexProduct } from './vex-statement.ts';
import { inOrder, reasonsOf, versionOf, type WrittenStatement, type WrittenVex } from './written-vex.ts';

/** The document, to be written as JSON. What its rules ask for and nobody gave is said to be missing, in words. */
export function renderOpenVex(vex: WrittenVex): object {
  const { id, author, time, tool, statements } = vex;
  return {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': id,
    author,
    timestamp: time,
    version: versionOf(vex),
    tooling: `${tool.name} ${tool.version}`,
    statements: inOrder(statements).map(renderStatement),
  };
}

function renderStatement(statement: WrittenStatement): object {
  const { vulnerability, aliases, summary, products, status, time } = statement;
  const { justification, impact, action } = reasonsOf(statement);
  return {
    vulnerability: {
      name: vulnerability,
      ...(summary === undefined ? {} : { description: summary }),
      ...(aliases.length === 0 ? {} : { aliases: [...aliases] }),
    },
    timestamp: time,
    products: products.map(renderProduct),
    status,
    ...(justification === undefined ? {} : { justification }),
    ...(impact === undefined
      ? {}
      : { [status === 'not_affected' ? 'impact_statement' : 'status_notes']: impact }),
    ...(action === undefined ? {} : { action_statement: action }),
  };
}

function renderProduct({ purl, subcomponents }: VexProduct): object {
  const parts = subcomponents.map(identify);
  return { ...identify(purl), ...(parts.length === 0 ? {} : { subcomponents: parts }) };
}

function identify(purl: string): object {
  return { '@id': purl, identifiers: { purl } };
}
