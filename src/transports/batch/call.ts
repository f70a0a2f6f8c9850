/** One thing that the far shell is to do. */
export type Call = {
  /** Words of the shell, quoted: `_run uname -a`. */
  readonly words: string;
  readonly stdin?: Uint8Array | undefined;
  readonly cwd?: string | undefined;
  /** Kept of each stream; what is longer comes back as one byte more. */
  readonly maxBytes: number;
};

/** What came of it, as it is. */
export type Ran = {
  readonly exit?: number;
  readonly notStarted?: 'missing' | 'not-executable' | 'no-folder';
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
};

export type Outcome =
  | { readonly ok: true; readonly ran: Ran }
  | {
      readonly ok: false;
      readonly why:
        | 'lost' // the link or the shell ended before the answer
        | 'refused' // there is no shell to be had
        | 'garbled' // an answer came, and not whole
        | 'unable'; // the shell misses what batches stand on
      readonly detail: string;
    };
