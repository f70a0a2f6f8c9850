/** What apt says that it would do, line by line. */

export type PackagePlan = {
  /** New on this host: name and version. */
  readonly installs: readonly string[];
  /** Another version than now. */
  readonly upgrades: readonly string[];
  readonly removes: readonly string[];
};

/** `apt-get -s`: `Inst jq [1.5] (1.6-2 Debian:12/stable [amd64])`, `Remv docker.io [20.10]`, `Purg …`. */
export const aptPlan = (text: string): PackagePlan => {
  const lines = [...text.matchAll(/^(Inst|Remv|Purg) (\S+)(?: \[([^\]]*)\])?(?: \((\S+))?/gm)].map(
    ([, verb = '', name = '', former, version = '']) => ({ verb, name, former, version }),
  );
  const installs = lines.filter(({ verb }) => verb === 'Inst');
  return {
    installs: installs
      .filter(({ former }) => former === undefined)
      .map(({ name, version }) => `${name} ${version}`),
    upgrades: installs.flatMap(({ name, former, version }) =>
      former === undefined ? [] : [`${name} ${former} → ${version}`],
    ),
    removes: lines.filter(({ verb }) => verb !== 'Inst').map(({ name }) => name),
  };
};

/** Packages whose new version starts the engine anew. */
const engines =
  /^(?:docker\.io|docker-ce|docker-engine|moby-engine|containerd(?:\.io)?|moby-containerd|runc|podman-docker)(?::\w+)?(?: |$)/;

export const restartsEngine = ({ installs, upgrades, removes }: PackagePlan): boolean =>
  [...installs, ...upgrades, ...removes].some((each) => engines.test(each));
