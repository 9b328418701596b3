// What a file of source code says about the modules that it uses.

/** A module as the file names it, where it does so for the first time. */
export interface ModuleUse {
  readonly module: string;
  /** 1-based. */
  readonly line: number;
}

/** A module whose name is worked out when the program runs. */
export interface ComputedUse {
  readonly line: number;
  /** How the name begins, as far as it stands there; empty where nothing does. */
  readonly prefix: string;
}

export interface SourceReading {
  readonly imports: readonly ModuleUse[];
  readonly computed: readonly ComputedUse[];
  /** Strings that may name a module without importing it: plugins in lists, commands, imports of types alone. */
  readonly mentions: readonly ModuleUse[];
  /** Whether the file could be followed to its end; else there may be more imports than these. */
  readonly isSound: boolean;
}

/** Collects uses, each module once. */
export class UseList {
  readonly #lines = new Map<string, number>();

  add(module: string, line: number): void {
    if (!this.#lines.has(module)) this.#lines.set(module, line);
  }

  list(): readonly ModuleUse[] {
    return [...this.#lines].map(([module, line]) => ({ module, line }));
  }
}

/** Tells lines of places that are asked for in their order. */
export function createLineCounter(text: string, first = 1): (at: number) => number {
  let line = first;
  let next = text.indexOf('\n');
  return (at) => {
    while (next >= 0 && next < at) {
      line++;
      next = text.indexOf('\n', next + 1);
    }
    return line;
  };
}
