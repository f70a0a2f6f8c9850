import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellLine } from '../../src/core/shell-words.ts';
import { shellRows } from '../../src/ui/shell-rows.ts';
import { width, words } from '../../src/ui/text.ts';

const rowsOf = (text: string, cells = 40, indent = 2) => shellRows(text, cells, indent).map(words);

/** What a shell makes of rows that were copied from the screen. */
const heard = (rows: readonly string[]): readonly string[] =>
  spawnSync('sh', ['-c', `set -f\nprintf '%s\\0' ${rows.join('\n').trimStart()}`], {
    encoding: 'utf8',
  })
    .stdout.split('\0')
    .slice(0, -1);

describe('a line to type', () => {
  it('means the same when its rows are copied into a shell', () => {
    const word = fc.oneof(
      fc.stringMatching(/^[a-z'"$\\/:{} -]{1,12}$/),
      fc.stringMatching(/^[a-z'"$\\/:{}\n -]{1,90}$/),
    );
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (argv) => {
        const rows = rowsOf(shellLine(argv));
        for (const row of rows) expect(width(row)).toBeLessThanOrEqual(40);
        expect(heard(rows)).toEqual(argv);
      }),
      { numRuns: 150 },
    );
  });

  it('is never wider than the screen', () => {
    for (const row of rowsOf(`docker cp ${'x'.repeat(90)}:/a/b - | tar tv`, 30)) {
      expect(width(row)).toBeLessThanOrEqual(30);
    }
  });

  it('is broken inside quotes behind a blank, where a shell joins it again', () => {
    expect(rowsOf("docker exec web sh -c 'for it in curl wget; do command -v $it; done'")).toEqual([
      '  docker exec web sh -c \\',
      "    'for it in curl wget; do command '\\",
      "'-v $it; done'",
    ]);
  });

  it('has its comment in rows of its own, each of them a comment', () => {
    expect(rowsOf('kill 42   # an upload that is still wanted: don’t, wait for it')).toEqual([
      '  kill 42',
      '  # an upload that is still wanted:',
      '  # don’t, wait for it',
    ]);
  });

  it('takes a number sign inside quotes for what it is', () => {
    expect(rowsOf("grep '# here' file", 60)).toEqual(["  grep '# here' file"]);
  });

  it('gets no backslash where it is SQL', () => {
    const text = "select rolpassword from pg_authid where rolname = 'app'; -- keep this";
    expect(rowsOf(text)).toEqual([
      '  select rolpassword from pg_authid',
      "    where rolname = 'app';",
      '  -- keep this',
    ]);
  });
});
