import { expect } from 'vitest';
import {
  isFailure,
  type ActionContext,
  type AnyAction,
  type Applied,
  type Call,
  type Preview,
  type Undo,
  type UndoContext,
} from '../../src/core/action.ts';
import type { Failure, ProbeResult } from '../../src/core/outcome.ts';
import type { Writable } from '../../src/core/change.ts';
import type { Secret, Transport } from '../../src/core/target.ts';
import { actions } from '../../src/actions/index.ts';
import { createVault, type Vault } from '../../src/run/vault.ts';
import { connect } from '../../src/transports/connect.ts';
import { closedPermit, permitted, type Permit } from '../../src/transports/permitted.ts';
import { readOnly } from '../../src/transports/read-only.ts';
import { revealing, revealingChanges } from '../../src/transports/revealing.ts';

/** This machine and an engine, dressed as the program dresses them. */
export type Stage = {
  readonly vault: Vault;
  readonly kept: Secret[];
  readonly permit: Permit;
  readonly context: ActionContext & UndoContext;
  preview(call: Call, earlier?: readonly Preview[]): Promise<Preview | Failure>;
  undo(call: Call): Promise<Undo | Failure>;
  apply(call: Call): Promise<ProbeResult<Applied>>;
  close(): Promise<void>;
};

const never = new AbortController().signal;

export const actionOf = (name: string): AnyAction => {
  const found = actions.find((action) => action.name === name);
  if (!found) throw new Error(`no action is called ${name}`);
  return found;
};

export async function openStage(env: Readonly<Record<string, string>> = {}): Promise<Stage> {
  const { wire, hands } = await connect(
    { kind: 'local' },
    { PATH: process.env['PATH'], ...env },
    { session: 'a-test' },
  );
  return stageOver(wire, hands);
}

export function stageOver(wire: Transport, hands: Writable): Stage {
  const vault = createVault();
  const kept: Secret[] = [];
  const permit = closedPermit();
  // As for probes: a preview that tried to write would be refused here.
  const looks = readOnly(revealing(wire, (secret) => vault.reveal(secret)));
  const writes = permitted(
    revealingChanges(hands, (secret) => vault.reveal(secret)),
    { permit, readOnly: false },
  );
  const context: ActionContext & UndoContext = {
    send: async (request) => {
      const [reply] = looks.send([{ request: { ...request, fresh: true }, signal: never }]);
      if (!reply) throw new Error('the transport gave no promise');
      return reply;
    },
    secret: (value) => vault.secret(value),
    reveal: (secret) => vault.reveal(secret),
    name: (value) => vault.name(value),
    seal: (value) => vault.seal(value),
    signal: never,
    keep: (secret) => {
      kept.push(secret);
      return Promise.resolve();
    },
    change: (change) => writes.change(change, never),
  };
  const parsed = ({ action, with: args }: Call) => actionOf(action).args.parse(args) as never;
  return {
    vault,
    kept,
    permit,
    context,
    preview: (call, earlier = []) => actionOf(call.action).preview(parsed(call), context, earlier),
    undo: (call) => actionOf(call.action).undo(parsed(call), context),
    apply: (call) =>
      permit.during('a test', () => actionOf(call.action).apply(parsed(call), context)),
    close: async () => {
      await Promise.all([wire.close(), hands.close()]);
    },
  };
}

export function shown(preview: Preview | Failure): Preview {
  if (isFailure(preview))
    throw new Error(`${preview.outcome}: ${preview.subject}: ${preview.detail}`);
  return preview;
}

export function done(result: ProbeResult<Applied>): Applied {
  if (result.outcome !== 'found') {
    throw new Error(`${result.outcome}: ${result.subject}: ${result.detail}`);
  }
  return result.data;
}

export function callsOf(undo: Undo | Failure): readonly Call[] {
  if (isFailure(undo)) throw new Error(`${undo.outcome}: ${undo.subject}: ${undo.detail}`);
  if ('irreversible' in undo) throw new Error(`irreversible: ${undo.irreversible}`);
  return undo;
}

/** What an action promises, told over one call and a picture of all that it may touch. */
export async function keepsItsWord(
  stage: Stage,
  call: Call,
  picture: () => unknown,
): Promise<void> {
  const before = await picture();
  const preview = shown(await stage.preview(call));
  expect(preview.shows.length).toBeGreaterThan(0);
  expect(preview.nothingToDo).toBeUndefined();
  expect(preview.touches.length).toBeGreaterThan(0);
  const undo = callsOf(await stage.undo(call));
  expect(await picture(), 'a preview and the search for an undo change nothing').toEqual(before);
  expect(shown(await stage.preview(call)).state, 'equal looks, equal seals').toEqual(preview.state);

  expect(done(await stage.apply(call)).nothingToDo).toBeUndefined();
  const after = await picture();
  expect(after, 'it did something').not.toEqual(before);
  expect(shown(await stage.preview(call)).nothingToDo, 'a second look').toBeTypeOf('string');
  expect(done(await stage.apply(call)).nothingToDo, 'a second apply').toBe(true);
  expect(await picture(), 'a second apply changes nothing').toEqual(after);

  for (const back of undo) {
    shown(await stage.preview(back));
    done(await stage.apply(back));
  }
  expect(await picture(), 'undo leads back').toEqual(before);
}
