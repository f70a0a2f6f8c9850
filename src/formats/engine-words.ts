/** What the docker program says where it cannot ask an engine, in the words of 20.10 to 29. */

export type EngineRefusal = {
  readonly verdict: 'denied' | 'no-daemon' | 'no-context';
  /** `unix:///var/run/docker.sock`; empty where it has none. */
  readonly endpoint: string;
};

/** Undefined: it refused for a reason that says nothing of the way to the engine. */
export const engineRefusalIn = (words: string): EngineRefusal | undefined => {
  if (/context .*(?:not found|does not exist)/i.test(words)) {
    return { verdict: 'no-context', endpoint: '' };
  }
  const endpoint = /\b((?:unix|tcp|ssh|npipe):\/\/[^\s:"]+(?::\d+)?)/.exec(words)?.[1] ?? '';
  if (
    /permission denied while trying to connect to the docker (?:daemon socket|API)/i.test(words)
  ) {
    return { verdict: 'denied', endpoint: endpoint.replace(/\.$/, '') };
  }
  return /cannot connect to the docker daemon|failed to connect to the docker API/i.test(words)
    ? { verdict: 'no-daemon', endpoint: endpoint.replace(/\.$/, '') }
    : undefined;
};

/** Path of the socket of an endpoint on this host; undefined for one over the network. */
export const socketIn = (endpoint: string): string | undefined =>
  endpoint.startsWith('unix://') ? endpoint.slice('unix://'.length) : undefined;
