import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/**
 * Ends the run with `N passed, N failed`. A file that could not be loaded, a hook and a stray
 * promise that threw count as failures too: no test of theirs would tell.
 */
export class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], stray: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const passed = tests.filter((test) => test.result().state === 'passed').length;
    const broken = modules.filter(
      (module) => module.errors().length > 0 || [...module.children.allTests()].length === 0,
    );
    const suites = modules.flatMap((module) => [...module.children.allSuites()]);
    const failedHooks = suites.filter((suite) => suite.errors().length > 0);
    const failed =
      tests.filter((test) => test.result().state === 'failed').length +
      broken.length +
      failedHooks.length +
      stray.length;
    const totals = process.env['DEPLOY_DOCTOR_TOTALS'];
    // `npm test` adds its other checks to these and prints the line itself.
    if (totals === undefined)
      process.on('exit', () => console.log(`${passed} passed, ${failed} failed`));
    else writeFileSync(totals, JSON.stringify({ passed, failed }));
  }
}
