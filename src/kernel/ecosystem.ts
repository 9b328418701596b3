// The five ecosystems that Gatehouse speaks.

export const ECOSYSTEMS = ['npm', 'pypi', 'cargo', 'maven', 'composer'] as const;

export type Ecosystem = (typeof ECOSYSTEMS)[number];

/** Whether `text` is one of the five ecosystem names, as used in configuration, URLs and purls. */
export function isEcosystem(text: string): text is Ecosystem {
  return (ECOSYSTEMS as readonly string[]).includes(text);
}
