import { targetLabel, type TargetSpec } from './target-spec.ts';

/** The options that lead a command to this target again: `--host deploy@web-1 --docker staging`. */
export const targetFlags = (spec: TargetSpec): readonly string[] => [
  ...(spec.kind === 'ssh' ? hostFlags(spec) : []),
  ...(spec.docker === undefined ? [] : ['--docker', spec.docker]),
  ...(spec.sudo ? ['--sudo'] : []),
];

type HostSpec = Extract<TargetSpec, { readonly kind: 'ssh' }>;

/** What an inventory calls a host is no name that ssh knows. */
const hostFlags = ({ name: _called, ssh, ...spec }: HostSpec): readonly string[] => [
  ...['--host', targetLabel(spec)],
  ...(ssh === undefined ? [] : ['--ssh', ssh]),
];
