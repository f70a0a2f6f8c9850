import { render, type Instance } from 'ink';
import { App, type AppProps } from './app.tsx';

/** Streams as Ink takes them. */
export type Streams = {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
};

/** Puts the wizard on a terminal, to be left by what it calls, not by Ink's own keys. */
export const mount = (props: AppProps, { stdin, stdout }: Streams): Instance =>
  render(<App {...props} />, {
    stdin,
    stdout,
    exitOnCtrlC: false,
    interactive: true,
    patchConsole: false,
    isScreenReaderEnabled: props.reader,
    // Whole frames: what changed in them is for the painter to find. A voice gets Ink's own output.
    debug: !props.reader,
  });
