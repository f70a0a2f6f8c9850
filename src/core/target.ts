import type { Failure } from './outcome.ts';

/** What may be said about a secret without saying it. */
export type Shape = {
  /** Characters. */
  readonly length: number;
  readonly edgeBlank: boolean;
  readonly carriageReturn: boolean;
  /** Starts and ends with the same quote. */
  readonly quoted: boolean;
  /** Characters in it that a URL gives another meaning, each once: `@`, `:`, `/`, `#`, `?`, `%`. */
  readonly urlSpecial: string;
  /** Such as `changeme`, `<password>`, `ENC[…]`. */
  readonly placeholder: boolean;
  /** The value is also a name here (role, database, image): it is not scrubbed from free text. */
  readonly equalsAName?: true;
};

/** A reference to a value that only the vault holds. Fingerprints compare inside one session. */
export type Secret = { readonly fingerprint: string; readonly shape: Shape };

export type Text = string | Uint8Array | Secret;

/** Requests that cannot change anything. `in` names a container: the request is about its inside. */
export type Ask =
  | {
      readonly kind: 'exec';
      readonly argv: readonly string[];
      readonly stdin?: Text;
      readonly in?: string;
      /** User inside the container. */
      readonly as?: string;
      readonly cwd?: string;
      readonly timeoutMs?: number;
    }
  | {
      readonly kind: 'read';
      readonly path: string;
      readonly in?: string;
      readonly from?: 'start' | 'end';
      /** Default 1 MiB; what is longer comes back `truncated`. */
      readonly maxBytes?: number;
    }
  | { readonly kind: 'stat'; readonly path: string; readonly in?: string; readonly follow?: true }
  | { readonly kind: 'list'; readonly path: string; readonly in?: string }
  | {
      readonly kind: 'docker';
      readonly method: 'GET' | 'HEAD';
      /** Without the API version: `/containers/json`. */
      readonly path: string;
      readonly query?: Readonly<Record<string, string>>;
      readonly maxBytes?: number;
      readonly timeoutMs?: number;
    }
  | {
      /** From the target's network. */
      readonly kind: 'http';
      readonly url: string;
      readonly method: 'GET' | 'HEAD' | 'OPTIONS';
      readonly headers?: Readonly<Record<string, string>>;
      readonly timeoutMs?: number;
    }
  | {
      /** Opens a TCP connection and closes it again. */
      readonly kind: 'dial';
      readonly host: string;
      readonly port: number;
      readonly timeoutMs?: number;
    }
  | {
      /** One PostgreSQL session: over TCP, or over a unix socket's path. `ask` runs read-only. */
      readonly kind: 'postgres';
      readonly host: string;
      readonly port: number;
      readonly user: string;
      readonly database: string;
      readonly password?: Text;
      readonly ask?: string;
      readonly timeoutMs?: number;
    }
  | { readonly kind: 'clock' }
  | { readonly kind: 'wait'; readonly ms: number };

/** `fresh` is always sent: a second sample served from memory would call every loop stable. */
export type Request = Ask & { readonly fresh?: true };

/** `stat`'s json, and each entry of `list`'s. */
export type FileStat = {
  readonly name: string;
  readonly type: 'file' | 'directory' | 'link' | 'socket' | 'fifo' | 'device' | 'other';
  readonly size: number;
  /** Permission bits, `0o755`. */
  readonly mode: number;
  /** Seconds since the epoch. */
  readonly mtime: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly dev?: number;
  readonly inode?: number;
  /** Where a link points, as written. */
  readonly target?: string;
};

/** `postgres`'s json. */
export type PostgresAnswer = {
  readonly verdict: 'accepted' | 'refused';
  /** SQLSTATE, where the server gave one. */
  readonly code?: string;
  readonly message?: string;
  readonly rows?: readonly Readonly<Record<string, unknown>>[];
};

/** `http`'s and `docker`'s status stands in `status`; a TCP refusal in `dial` is data: `json.verdict`. */
export type DialAnswer = {
  readonly verdict: 'connected' | 'refused' | 'timeout' | 'no-route' | 'name-unknown';
  readonly message?: string;
};

export type Reply =
  | {
      readonly ok: true;
      /** Exit status of `exec`. */
      readonly exit?: number;
      /** HTTP status of `docker` and `http`. */
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** Output of `exec`, bytes of `read`, body of `http`, raw body of `docker` where it isn't JSON. */
      readonly stdout?: Uint8Array;
      readonly stderr?: Uint8Array;
      readonly json?: unknown;
      readonly truncated?: true;
    }
  | { readonly ok: false; readonly failure: Failure };

/** One promise a request: a slow one delays nobody. A batch is one round trip. */
export interface Transport {
  readonly label: string;
  send(batch: readonly Sent[]): readonly Promise<Reply>[];
  close(): Promise<void>;
}

export type Sent = { readonly request: Request; readonly signal: AbortSignal };
