import { createRequire } from 'node:module';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { joinPieces, type Piece } from '../../bin/build/pieces.mts';

/** Writes the joined files into a folder, and gives a way to require them. */
function written(pieces: Readonly<Record<string, Piece>>) {
  const folder = mkdtempSync(path.join(tmpdir(), 'deploy-doctor-pieces-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(path.join(folder, 'cli'));
  writeFileSync(path.join(folder, 'package.json'), '{"type":"commonjs"}');
  const files = joinPieces(new Map(Object.entries(pieces)));
  for (const [name, text] of files) writeFileSync(path.join(folder, name), text);
  return { require: createRequire(path.join(folder, 'cli/x.js')), files };
}

const shared = (code: string, needs: readonly string[] = []): Piece => ({
  ...{ code: `"use strict";${code}`, needs, isShared: true },
});
const entry = (code: string, needs: readonly string[]): Piece => ({
  ...{ code: `"use strict";${code}`, needs, isShared: false },
});

it('what two files bring along is made once, in whichever order they are read', () => {
  const counter = 'globalThis.made=(globalThis.made??0)+1;module.exports={thing:{}};';
  const { require, files } = written({
    'cli/chunk-A.js': shared(counter),
    'cli/chunk-B.js': shared('module.exports=require("./chunk-A.js");', ['cli/chunk-A.js']),
    'cli/one.js': entry('module.exports=require("./chunk-A.js");', ['cli/chunk-A.js']),
    'cli/two.js': entry('module.exports=require("./chunk-B.js");', ['cli/chunk-B.js']),
  });
  expect(require('./one.js').thing).toBe(require('./two.js').thing);
  expect(require('./chunk-B.js').thing).toBe(require('./one.js').thing);
  expect((globalThis as { made?: number }).made).toBe(1);
  expect(files.get('cli/two.js')).toContain('__keepPiece("./chunk-A.js"');
});

it('a big piece keeps its own file', () => {
  const { require, files } = written({
    'cli/chunk-Big.js': shared(`module.exports={size:${'1+'.repeat(40_000)}1};`),
    'cli/three.js': entry('module.exports=require("./chunk-Big.js");', ['cli/chunk-Big.js']),
  });
  expect(files.get('cli/three.js')).not.toContain('1+1+1');
  expect(require('./three.js').size).toBe(40_001);
});

it('what is only imported later is not brought along', () => {
  const { files } = written({
    'cli/chunk-Late.js': shared('module.exports={late:1};'),
    'cli/four.js': entry('exports.go=()=>require("./chunk-Late.js");', []),
  });
  expect(files.get('cli/four.js')).not.toContain('late:1');
});
