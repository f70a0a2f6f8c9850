import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { ClosingLine } from './reporter.ts';

const root = path.dirname(import.meta.dirname);
/**
 * These make faults on a real Docker Engine, or roots of their own, one after the other, and leave
 * the host as it was.
 */
const lab = ['test/lab/**/*.test.{ts,tsx}', 'test/package/**/*.test.ts'];

export default defineConfig({
  root,
  test: {
    reporters: ['default', new ClosingLine()],
    globalSetup: ['test/lab/before-all.ts'],
    projects: [
      {
        test: {
          name: 'fast',
          root,
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: lab,
          // Generous, because the machine may be small and busy; a test that waits says for what.
          testTimeout: 30_000,
          hookTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'lab',
          root,
          include: lab,
          maxWorkers: 1,
          testTimeout: 180_000,
          // The first run installs the engine and makes its images.
          hookTimeout: 900_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
