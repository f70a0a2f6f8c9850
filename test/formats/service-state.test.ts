import { describe, expect, test } from 'vitest';
import { composeConfigOf } from '../../src/formats/compose-config.ts';
import { serviceState, type Member, type ServiceFacts } from '../../src/formats/service-state.ts';
import { servicesSeen } from '../../src/formats/services-seen.ts';

const member = (more: Partial<Member> = {}): Member => ({
  ...{ name: 'shop-worker-1', state: 'created', exit: 0, error: '' },
  ...more,
});

type Told = {
  readonly worker?: object | null;
  readonly rest?: object;
  readonly active?: readonly string[];
  readonly own?: readonly Member[];
  readonly dependency?: Member;
  readonly others?: readonly string[];
};

const facts = ({ worker = {}, rest, active = [], own = [], dependency, others = [] }: Told) => {
  const services = { api: {}, ...(worker && { worker }) };
  const config = composeConfigOf(JSON.stringify({ services, ...rest }));
  if (!config) throw new Error('no config');
  return {
    ...{ service: 'worker', config, active, others, usual: 'shop-worker-1' },
    ...{ networks: ['bridge'], volumes: [] },
    members: (of) => (of === 'worker' ? own : dependency ? [dependency] : []),
  } satisfies ServiceFacts;
};

const waits = (condition: string) => ({ depends_on: { db: { condition } } });
const healthy = waits('service_healthy');
const completed = waits('service_completed_successfully');

describe('a service', () => {
  test.each<[string, Told]>([
    ['running', { own: [member(), member({ state: 'running' })] }],
    ['running', { worker: null, own: [member({ state: 'running' })] }],
    ['not-in-project', { worker: null }],
    ['scaled-to-zero', { worker: { deploy: { replicas: 0 } } }],
    ['scaled-to-zero', { worker: { scale: 0 } }],
    ['profile-inactive', { worker: { profiles: ['jobs'] } }],
    ['none', { worker: { profiles: ['jobs'] }, active: ['worker'] }],
    ['port-taken', { own: [member({ error: 'Bind: port is already allocated' })] }],
    ['exists', { own: [member({ error: 'exec: "x": not found' })], worker: healthy }],
    ['exists', { own: [member({ state: 'exited', exit: 1 })], worker: healthy }],
    ['exists', { own: [member()] }],
    ['dependency-unhealthy', { worker: healthy, dependency: ill('running', 'unhealthy') }],
    ['dependency-unhealthy', { worker: healthy, dependency: ill('running') }],
    ['dependency-unhealthy', { worker: healthy, dependency: ill('exited') }],
    ['dependency-unhealthy', { own: [member()], worker: healthy, dependency: ill('restarting') }],
    ['wait', { worker: healthy, dependency: ill('running', 'starting') }],
    ['none', { worker: healthy, dependency: ill('running', 'healthy') }],
    ['none', { worker: healthy }],
    ['dependency-failed', { worker: completed, dependency: member({ state: 'exited', exit: 3 }) }],
    ['none', { worker: completed, dependency: member({ state: 'exited' }) }],
    ['wait', { worker: completed, dependency: ill('running') }],
    ['none', { worker: { depends_on: ['db'] }, dependency: ill('exited') }],
    ['resource-missing', { rest: { networks: { default: { name: 'edge', external: true } } } }],
    ['resource-missing', { rest: { volumes: { data: { external: { name: 'kept' } } } } }],
    ['none', { rest: { networks: { default: { name: 'bridge', external: true } } } }],
    ['name-conflict', { others: ['shop-worker-1'] }],
    ['name-conflict', { worker: { container_name: 'worker' }, others: ['worker'] }],
    ['none', { worker: { container_name: 'worker' }, others: ['shop-worker-1'] }],
  ])('is %s (%#)', (verdict, told) => {
    expect(serviceState(facts(told)).verdict).toBe(verdict);
  });
});

function ill(state: string, health?: string): Member {
  return { ...member({ name: 'shop-db-1', state }), ...(health !== undefined && { health }) };
}

describe('services of the overview', () => {
  const project = { project: 'shop', files: [], containers: [] };
  const container = (service: string, state: 'running' | 'exited') => ({
    ...{ container: `shop-${service}-1`, id: service, image: 'x', state, status: '', created: 1 },
    ...{ project: 'shop', service },
  });
  const seen = (value: string, state: 'running' | 'exited' = 'running') => {
    const services = { api: { environment: { WORKER: value } }, worker: { profiles: ['jobs'] } };
    const config = composeConfigOf(JSON.stringify({ services }));
    if (!config) throw new Error('no config');
    return servicesSeen(project, config, [container('api', state)])[1];
  };

  test.each(['worker', 'worker:8080', 'http://worker:8080/jobs', 'redis://user:secret@worker/0'])(
    '%s leads to the worker',
    (value) => {
      expect(seen(value)).toMatchObject({ mentioned: true, profiled: true, containers: 0 });
    },
  );

  test.each(['http://worker.example.com/', 'a worker', 'http://api/worker', 'workers'])(
    '%s does not',
    (value) => {
      expect(seen(value)).toMatchObject({ mentioned: false });
    },
  );

  test('what does not run leads nowhere', () => {
    expect(seen('worker', 'exited')).toMatchObject({ mentioned: false });
  });
});
