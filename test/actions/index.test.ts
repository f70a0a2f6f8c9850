import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { actions } from '../../src/actions/index.ts';

const root = join(import.meta.dirname, '../..');
const undos = readdirSync(join(root, 'src/actions'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(root, 'src/actions', name), 'utf8'))
  .join('\n');
const told = ['test/actions', 'test/lab']
  .flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(root, folder, name)))
  .filter((path) => /\/actions-[\w-]+\.test\.ts$|test\/actions\/[\w-]+\.test\.ts$/.test(path))
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');

test('every file of the folder is one action of the list, named alike', () => {
  const files = readdirSync(join(root, 'src/actions')).filter(
    (name) => name.endsWith('.ts') && name !== 'index.ts',
  );
  expect(actions.map(({ name }) => `${name.replace('.', '-')}.ts`).sort()).toEqual(files.sort());
});

test.each(actions.map((action) => [action.name, action] as const))('%s', (name, action) => {
  expect(name).toMatch(/^[a-z-]+(\.[a-z-]+)?$/);
  expect(action.doc).toMatch(/^[A-Z].*\.$/);
  // A call of it stands in a test, or another action's undo makes one, which the contract applies.
  expect(told.includes(`'${name}`) || undos.includes(`action: '${name}'`)).toBe(true);
});
