/** What only a person can answer while a link is made. */
export type LinkQuestion =
  | {
      readonly ask: 'host-key';
      /** As known_hosts would name it. */
      readonly host: string;
      /** `ssh-ed25519`. */
      readonly type: string;
      /** `SHA256:…` */
      readonly fingerprint: string;
      /** Keys of other types that are known for this host: a reason to look twice. */
      readonly others?: readonly string[];
    }
  | {
      readonly ask: 'secret';
      /** `the password of deploy@web-1`, or the host's own words. */
      readonly what: string;
      /** May be seen as it is typed. */
      readonly visible?: true;
      /** Without an answer it goes on, and less is seen. */
      readonly optional?: true;
    };

/** To a host key: trust it from now on, this once, or not at all. */
export type HostKeyAnswer = 'yes' | 'once' | 'no';
