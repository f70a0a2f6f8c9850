type Fields = Readonly<Record<string, unknown>>;

export type Sample = {
  readonly name?: string;
  readonly state?: Fields;
  readonly config?: Fields;
  readonly host?: Fields;
  readonly network?: Fields;
};

export const id = 'c0ffee'.repeat(11).slice(0, 64);

/** `GET /containers/ID/json` of a plain container that runs, with what a test adds. */
export const inspectedAs = ({
  name = 'shop-web-1',
  state,
  config,
  host,
  network,
}: Sample = {}) => ({
  Id: id,
  Name: `/${name}`,
  Created: '2026-11-20T08:00:00Z',
  Image: 'sha256:beef',
  State: {
    Status: 'running',
    Running: true,
    Restarting: false,
    OOMKilled: false,
    Pid: 4711,
    ExitCode: 0,
    StartedAt: '2026-11-20T09:00:00Z',
    FinishedAt: '0001-01-01T00:00:00Z',
    ...state,
  },
  Config: { Image: 'shop/web', Env: ['PATH=/usr/bin:/bin'], Hostname: 'c0ffeec0ffee', ...config },
  HostConfig: { NetworkMode: 'shop_default', ...host },
  NetworkSettings: {
    Ports: {},
    Networks: {
      shop_default: { NetworkID: 'ab'.repeat(32), IPAddress: '172.18.0.2', Aliases: ['web'] },
    },
    ...network,
  },
});

/** One run of a health check, so many seconds after the start. */
export const ran = (second: number, exit: number, output = '') => ({
  Start: new Date(Date.parse('2026-11-20T09:00:00Z') + second * 1000).toISOString(),
  End: new Date(Date.parse('2026-11-20T09:00:00Z') + second * 1000 + 500).toISOString(),
  ExitCode: exit,
  Output: output,
});
