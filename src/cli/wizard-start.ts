import { UserError } from '../errors.ts';
import type { Flow } from '../core/flow.ts';
import type { RunId } from '../core/session.ts';
import { readFlows } from './catalogue.ts';
import type { Given } from './program.ts';
import type { Recorded } from './session-files.ts';
import type { Shell } from './shell.ts';
import { readTargetOptions, type TargetOptions } from './target-options.ts';

/** What the wizard opens on. */
export type WizardStart = {
  readonly flows: readonly Flow[];
  readonly options: TargetOptions;
  /** Opened on this flow rather than at home. */
  readonly flow?: string;
  /** Text that was piped in: opened on the paste screen, keys come from the terminal. */
  readonly pasted?: string;
  /** The session that is gone on with. */
  readonly resumed?: Recorded;
  /** Opened on the way back from this run's fix. */
  readonly undo?: RunId;
  /** Set by --no-color; the environment may forbid it, too. */
  readonly colour?: false;
};

/** `--no-color`, as the wizard takes it. */
export const colourOf = (given: Given): Pick<WizardStart, 'colour'> =>
  given['color'] === false ? { colour: false } : {};

/** The wizard as `deploy-doctor` alone opens it. */
export const startWizard = async (shell: Shell, given: Given): Promise<number> => {
  const flows = await readFlows(shell, given);
  const options = await readTargetOptions(shell, given, flows);
  const pasted = shell.terminal.in ? undefined : await pipedText();
  const { openWizard } = await import('./commands/wizard.ts');
  const text = pasted === undefined ? {} : { pasted };
  return openWizard(shell, { flows, options, ...colourOf(given), ...text });
};

/** A log that is followed never ends: what came until then is what was meant. */
const silenceMs = 3000;

/** What a screen can hold and look through at each key. */
const longestPiped = 16 * 1024 * 1024;

/** What was piped in; of a long log the end, where the error stands. */
const pipedText = (): Promise<string | undefined> =>
  new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let length = 0;
    let silence: NodeJS.Timeout | undefined;
    const done = (): void => {
      clearTimeout(silence);
      process.stdin.destroy();
      const kept = Buffer.concat(pieces).subarray(-longestPiped);
      resolve(kept.length === 0 ? undefined : kept.toString());
    };
    process.stdin
      .on('data', (piece: Buffer) => {
        pieces.push(piece);
        length += piece.length;
        while (length - (pieces[0]?.length ?? 0) >= longestPiped) {
          length -= pieces.shift()?.length ?? 0;
        }
        clearTimeout(silence);
        silence = setTimeout(done, silenceMs);
      })
      .on('end', done)
      .on('error', (error) => {
        const what = `Cannot read standard input: ${error.message}.`;
        reject(new UserError(what, 'Pipe a text in, or nothing.'));
      });
  });
