import type { Flow } from '../core/flow.ts';
import { judge } from '../core/match.ts';
import type { ContainerSeen, Overview } from '../core/overview.ts';
import type { Subject } from '../core/session.ts';

type Row = {
  readonly label: string;
  /** What `where:` rows may ask about. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly fields: Readonly<Record<string, string>>;
};

/** At most this many runs of one flow on one target; more is said, with what was left out. */
export const mostSubjects = 500;

/** What a flow is asked about on this target, strongest row first; none: not applicable. */
export const subjectsOf = (flow: Flow, overview: Overview): readonly Subject[] =>
  rowsOf(flow, overview).flatMap((row) => {
    for (const { when, because, confidence } of flow.subjects.where) {
      const judged = judge(when, row.data, () => undefined);
      if (!judged.held) continue;
      return [
        {
          label: row.label,
          because: because ?? reason(row.data, judged.because),
          confidence: confidence ?? 'confirmed',
          fields: row.fields,
        },
      ];
    }
    return [];
  });

const reason = (data: Readonly<Record<string, unknown>>, otherwise: string): string => {
  const count = Number(data['texts'] ?? 0);
  if (count > 0) return `${count} ${count === 1 ? 'line' : 'lines'} in its log`;
  return data['health'] === 'unhealthy' ? String(data['status']) : otherwise;
};

const rowsOf = (flow: Flow, overview: Overview): readonly Row[] => {
  switch (flow.subjects.each) {
    case 'container':
      return overview.containers.map((container) => containerRow(flow, overview, container));
    case 'file':
      return fileRows(flow, overview);
    case 'project':
      return overview.projects.map(({ project, folder, files, containers }) => ({
        label: project,
        data: { project, folder, files, containers: containers.length },
        fields: { project: folder ?? project },
      }));
    case 'service':
      return serviceRows(overview);
    case 'target':
      return [{ label: 'target', data: { engine: overview.engine !== undefined }, fields: {} }];
  }
};

/** A project whose files are refused as a whole has no services to be seen: it is a row itself. */
const serviceRows = ({
  services = [],
  refusedProjects = [],
  projects,
}: Overview): readonly Row[] => {
  const inFolder = (project: string, folder: string | undefined) => ({
    project: folder ?? project,
  });
  return [
    ...refusedProjects.map((project): Row => {
      const folder = projects.find((each) => each.project === project)?.folder;
      const nothing = {
        service: '',
        profiled: false,
        replicas: 0,
        containers: 0,
        mentioned: false,
      };
      return {
        label: project,
        data: { project, refused: true, ...nothing },
        fields: inFolder(project, folder),
      };
    }),
    ...services.map(({ folder, container, ...seen }): Row => ({
      label: `${seen.service} of ${seen.project}`,
      data: { ...seen, refused: false },
      fields: {
        ...inFolder(seen.project, folder),
        service: seen.service,
        ...(container !== undefined && { container }),
      },
    })),
  ];
};

const containerRow = (flow: Flow, overview: Overview, seen: ContainerSeen): Row => {
  const texts = overview.texts.filter(
    (text) => text.flow === flow.id && text.container === seen.container,
  );
  const latest = texts.toSorted((a, b) => (a.lastAt ?? '').localeCompare(b.lastAt ?? '')).at(-1);
  return {
    label: seen.container,
    data: {
      ...seen,
      texts: texts.reduce((sum, { count }) => sum + count, 0),
      excerpt: latest?.excerpt,
      deaths: seen.deaths ?? 0,
      'up-seconds': seen.upSeconds,
      restarted: wasRestarted(overview, seen),
    },
    fields: { ...capturedInputs(flow, latest?.captured), container: seen.container },
  };
};

/** From making to starting takes a while; and from a minute on the words are as coarse as this. */
const slackSeconds = (up: number): number => (up < 60 ? 10 : 90);

/** Made longer ago than it is up: it was started again, by whomever. */
const wasRestarted = ({ at }: Overview, { created, upSeconds }: ContainerSeen): boolean => {
  if (at === undefined || upSeconds === undefined) return false;
  return Date.parse(at) / 1000 - created > upSeconds + slackSeconds(upSeconds);
};

/** A file is known by the text that names it; the container is where that text stood. */
const fileRows = (flow: Flow, overview: Overview): readonly Row[] =>
  overview.texts.flatMap(({ flow: id, container, count, captured, excerpt }) => {
    const { file } = captured;
    if (id !== flow.id || file === undefined) return [];
    return [
      {
        label: `${file} in ${container}`,
        data: { texts: count, file, container, excerpt },
        fields: { ...capturedInputs(flow, captured), file, container },
      },
    ];
  });

const capturedInputs = (
  flow: Flow,
  captured: Readonly<Record<string, string>> = {},
): Record<string, string> =>
  Object.fromEntries(Object.entries(captured).filter(([name]) => Object.hasOwn(flow.inputs, name)));
