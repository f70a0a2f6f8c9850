/** Why there is no link. */
export type LinkRefusal =
  | 'unreachable' // no such name, no route, no answer in time
  | 'refused' // something answered and would not talk
  | 'host-key' // unknown, changed, revoked
  | 'authentication'
  | 'config' // ssh_config cannot be read, or asks for what is not here
  | 'stopped'; // the operator called it off
