import type { LinkRefusal } from './link-refusal.ts';
import type { TargetId } from './session.ts';

/** What becomes of the link to a target. */
export type LinkEvent =
  | {
      readonly type: 'target.connected';
      readonly target: TargetId;
      readonly detail: string;
      /** What went wrong besides, and stopped nothing. */
      readonly warning?: string;
    }
  | {
      readonly type: 'target.lost';
      readonly target: TargetId;
      readonly detail: string;
      /** Default: unreachable. */
      readonly kind?: LinkRefusal;
      /** The link is being made anew; nothing that was asked is given up yet. */
      readonly trying?: true;
    };
