import type { Failure } from './outcome.ts';
import type { Reply, Secret, Text } from './target.ts';

/** What a file is expected to be right before it is changed; anything else refuses the change. */
export type Expected =
  | 'absent'
  | {
      /** Hex digest of its bytes. */
      readonly sha256: string;
    };

/** Owner and permission bits, `0o640`. */
export type Access = { readonly mode: number; readonly uid?: number; readonly gid?: number };

/**
 * Requests that change a target. They do not travel with `Ask`s: they go through a `Writable`, one
 * by one, and only `permitted` hands one out, while an approved plan is being applied.
 */
export type Change =
  | {
      /**
       * Puts a file in place whole: a new file in the same folder, synced, then renamed over the
       * former one, whose owner, mode and labels it keeps. Never follows a link at `path`.
       */
      readonly kind: 'write';
      readonly path: string;
      /** Its bytes, or a file of the same folder whose bytes are taken. */
      readonly content: Text | { readonly from: string; readonly sha256: string };
      readonly expects: Expected;
      /** Default: the former file's; a new file needs a mode. */
      readonly access?: Access;
      /** A path in the same folder where the former file stays, itself and not a copy of it. */
      readonly backup?: string;
    }
  | {
      /** The backup takes the path's place again, as the very file that it was. */
      readonly kind: 'restore';
      readonly path: string;
      readonly backup: string;
      readonly expects: Expected;
    }
  | { readonly kind: 'remove'; readonly path: string; readonly expects: Expected }
  | {
      readonly kind: 'chmod';
      readonly path: string;
      readonly mode: number;
      /** The mode that it has now. */
      readonly expects: number;
    }
  | { readonly kind: 'make-folder'; readonly path: string; readonly access: Access }
  /** Removes an empty folder, never what lies in one. */
  | { readonly kind: 'remove-folder'; readonly path: string }
  | {
      readonly kind: 'docker-change';
      readonly method: 'POST' | 'PUT' | 'DELETE';
      /** Without the API version: `/containers/ID/restart`. */
      readonly path: string;
      readonly query?: Readonly<Record<string, string>>;
      /** Sent as JSON. A reference stands for a whole JSON text. */
      readonly body?: Secret | Readonly<Record<string, unknown>>;
      readonly timeoutMs?: number;
    }
  | {
      /** A program that changes something. */
      readonly kind: 'run';
      readonly argv: readonly string[];
      readonly stdin?: Text;
      readonly in?: string;
      /** User inside the container. */
      readonly as?: string;
      readonly cwd?: string;
      /** More environment than every program gets; names and plain values, never secrets. */
      readonly env?: Readonly<Record<string, string>>;
      readonly timeoutMs?: number;
    }
  | {
      /** Statements of one transaction; a reference where a verifier stands in them. */
      readonly kind: 'postgres-change';
      /** One statement that may not stand in a transaction. */
      readonly alone?: true;
      readonly host: string;
      readonly port: number;
      readonly user: string;
      readonly database: string;
      readonly password?: Text;
      readonly sql: Text;
      readonly timeoutMs?: number;
    };

/** The other way in: changes a target. A `Failure` says that nothing was changed, unless its words say otherwise. */
export interface Writable {
  readonly label: string;
  change(change: Change, signal: AbortSignal): Promise<Reply>;
  /** Resolves once nothing runs any more that was begun before; else why that is not known. */
  settled(signal: AbortSignal): Promise<Failure | undefined>;
  close(): Promise<void>;
}
