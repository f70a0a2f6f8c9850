import type { Failure } from './outcome.ts';

/** What one look at a target tells before any flow is asked: subjects are rows over it. */

export type ContainerSeen = {
  /** Name without the leading slash. */
  readonly container: string;
  readonly id: string;
  /** As `docker ps` shows it: a bare id once the tag has moved away. */
  readonly image: string;
  /** Digest of what it was made from: two images of one name may differ. */
  readonly imageId?: string;
  readonly state: 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';
  readonly health?: 'starting' | 'healthy' | 'unhealthy';
  /** The engine's words: `Up 3 hours (unhealthy)`. */
  readonly status: string;
  readonly project?: string;
  readonly service?: string;
  /** Compose's labels. */
  readonly folder?: string;
  readonly files?: readonly string[];
  readonly envFile?: string;
  /** Seconds since the epoch, the engine's clock. */
  readonly created: number;
  /** Made by `compose run`: no container of its service. */
  readonly oneOff?: true;
  /** How it ended: of one that has ended, or waits to be started again. */
  readonly exit?: number;
  /** Seconds since its start, as coarse as the engine's words are. */
  readonly upSeconds?: number;
  /** How often it ended in the last hour, as far as the engine remembers. */
  readonly deaths?: number;
  /** Of Compose, which made it. */
  readonly composedBy?: string;
  /**
   * What Compose made it from, as one mark: limits and the values of env files included. Keyed for
   * the session, so that no value can be guessed from it.
   */
  readonly definition?: string;
};

export type ProjectSeen = {
  readonly project: string;
  readonly folder?: string;
  readonly files: readonly string[];
  /** Given by `--env-file`. */
  readonly envFile?: string;
  readonly containers: readonly string[];
};

/** What a project declares, beside what the engine has of it. */
export type ServiceSeen = {
  readonly project: string;
  readonly service: string;
  readonly folder?: string;
  /** Made only where one of its profiles is active. */
  readonly profiled: boolean;
  readonly replicas: number;
  readonly containers: number;
  readonly container?: string;
  readonly state?: ContainerSeen['state'];
  /** A running service of the project has a setting that leads to it. */
  readonly mentioned: boolean;
};

/** Lines of one container's log that hold one flow's signature. */
export type TextSeen = {
  readonly flow: string;
  readonly container: string;
  readonly count: number;
  /** RFC 3339 of the first and last such line, where the log has times. */
  readonly firstAt?: string;
  readonly lastAt?: string;
  readonly excerpt: string;
  /** Values that the signature captured: inputs of the flow. */
  readonly captured: Readonly<Record<string, string>>;
};

/** Error lines that no signature knows, grouped by shape. */
export type UnknownLines = {
  readonly container: string;
  readonly shape: string;
  readonly count: number;
  readonly excerpt: string;
  readonly lastAt?: string;
};

export type Overview = {
  readonly engine?: {
    readonly version: string;
    readonly apiVersion: string;
    readonly host: string;
    readonly kernel?: string;
    readonly compose?: string;
    readonly rootless?: true;
  };
  /** The engine's clock, RFC 3339. */
  readonly at?: string;
  readonly containers: readonly ContainerSeen[];
  readonly projects: readonly ProjectSeen[];
  /** Of the projects whose files Compose could read here. */
  readonly services?: readonly ServiceSeen[];
  /** Projects whose files Compose refuses, by name. */
  readonly refusedProjects?: readonly string[];
  readonly texts: readonly TextSeen[];
  readonly unknown: readonly UnknownLines[];
  /** What could not be looked at, in the original words. */
  readonly blind: readonly Failure[];
  /** How far the look went where it was bounded: `log of shop-api-1: only the last 2000 lines`. */
  readonly bounds: readonly string[];
};
