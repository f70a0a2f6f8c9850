import { createRequire } from 'node:module';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { expect, it, onTestFinished } from 'vitest';
import { diet } from '../../bin/build/diet.mts';

it('ssh2 is bundled without its native parts, and does its work in JavaScript', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'deploy-doctor-native-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const outfile = path.join(folder, 'ssh.cjs');
  await build({
    stdin: {
      contents: `
        export { utils } from 'ssh2';
        export { bindingAvailable } from 'ssh2/lib/protocol/crypto.js';`,
      resolveDir: import.meta.dirname,
    },
    outfile,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    plugins: [diet],
    logLevel: 'silent',
  });
  const ssh = createRequire(import.meta.url)(outfile);
  expect(ssh.bindingAvailable).toBe(false);
  expect(ssh.utils.generateKeyPairSync('ed25519').public).toMatch(/^ssh-ed25519 /);
});
