import type { AnyProbe } from '../core/probe.ts';

/** Every probe there is, by name. One line a probe. */
export const probes: readonly AnyProbe[] = [];

export const probeNamed = (name: string): AnyProbe | undefined =>
  probes.find((probe) => probe.name === name);
