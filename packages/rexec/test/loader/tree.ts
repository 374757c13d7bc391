/** A temporary tree of files, and cells that import from it. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { RExec, type RExecOptions } from '@padded-cell/rexec';
import { afterAll } from 'vitest';

/** Files by their paths, in a directory that goes when the tests of the file are over. */
export const tree = (files: Readonly<Record<string, string | Uint8Array>> = {}): Tree => {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'rexec-loader-')));
  afterAll(() => {
    rmSync(base, { recursive: true, force: true });
  });
  const made = new Tree(join(base, 'app'));
  made.put(files);
  return made;
};

export class Tree {
  readonly root: string;
  constructor(root: string) {
    this.root = root;
    mkdirSync(root, { recursive: true });
  }

  put(files: Readonly<Record<string, string | Uint8Array>>): void {
    for (const [path, content] of Object.entries(files)) {
      const file = join(this.root, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
  }

  /** A cell with these files, of every type, and what else is said. */
  cell(options: RExecOptions = {}): RExec {
    return new RExec({ okPath: [this.root], okFileTypes: ['bytes', 'cjs', 'esm', 'json', 'text', 'ts'], ...options });
  }

  /** What a module exports by default. */
  async given(specifier: string, options: RExecOptions = {}): Promise<unknown> {
    return (await this.cell(options).rImport(specifier))['default'];
  }
}
