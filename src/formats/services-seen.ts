import type { ContainerSeen, ProjectSeen, ServiceSeen } from '../core/overview.ts';
import { replicasOf, type ComposeConfig } from './compose-config.ts';

/** Every service that a project declares, beside what the engine has of it. */
export const servicesSeen = (
  { project, folder }: ProjectSeen,
  { services }: ComposeConfig,
  containers: readonly ContainerSeen[],
): readonly ServiceSeen[] =>
  Object.entries(services).map(([service, declared]) => {
    const own = containers.filter(
      (each) => each.project === project && each.service === service && !each.oneOff,
    );
    const up = own.find(({ state }) => state === 'running') ?? own[0];
    const others = Object.entries(services).filter(([name]) => name !== service);
    return {
      ...{ project, service, containers: own.length, replicas: replicasOf(declared) },
      ...(folder !== undefined && { folder }),
      ...(up && { state: up.state, container: up.container }),
      profiled: (declared.profiles ?? []).length > 0,
      mentioned: others.some(
        ([name, { environment }]) =>
          containers.some(
            (each) => each.project === project && each.service === name && each.state === 'running',
          ) &&
          Object.values(environment ?? {}).some((value) => names(String(value ?? ''), service)),
      ),
    };
  });

/** Does a setting name a host of that name: alone, with a port, or in an address? */
const names = (value: string, service: string): boolean => {
  const host = service.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^(?:\\w+://)?(?:[^@/]*@)?${host}(?::\\d+)?(?:/|$)`).test(value);
};
